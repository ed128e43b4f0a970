import type { Command } from '../io.js';
import { advisoriesCommand } from './advisories.js';
import { doctorCommand } from './doctor.js';
import { lockfileCommand } from './lockfile.js';
import { policyCommand } from './policy.js';
import { replayCommand } from './replay.js';
import { reviewCommand } from './review.js';
import { serveCommand, workerCommand } from './serve.js';


/** Every command, in the order of the help. */
export const commands: readonly Command[] = [reviewCommand, replayCommand, policyCommand, lockfileCommand, advisoriesCommand, doctorCommand, serveCommand, workerCommand];
