import type { Command } from '../io.js';
import { advisoriesCommand } from './advisories.js';
import { auditCommand } from './audit.js';
import { doctorCommand } from './doctor.js';
import { inspectCommand } from './inspect.js';
import { lockfileCommand } from './lockfile.js';
import { policyCommand } from './policy.js';
import { replayCommand } from './replay.js';
import { reviewCommand } from './review.js';
import { serveCommand, workerCommand } from './serve.js';


/** Every command, in the order of the help. */
export const commands: readonly Command[] = [reviewCommand, inspectCommand, replayCommand, policyCommand, lockfileCommand, advisoriesCommand, auditCommand, doctorCommand, serveCommand, workerCommand];
