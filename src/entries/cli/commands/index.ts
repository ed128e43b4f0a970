import type { Command } from '../io.js';
import { advisoriesCommand } from './advisories.js';
import { auditCommand } from './audit.js';
import { doctorCommand } from './doctor.js';
import { inspectCommand } from './inspect.js';
import { lockfileCommand } from './lockfile.js';
import { policyCommand } from './policy.js';
import { replayCommand } from './replay.js';
import { reviewCommand } from './review.js';
import { scanCommand } from './scan.js';
import { serveCommand, workerCommand } from './serve.js';
import { trustCommand } from './trust.js';
import { whereCommand } from './where.js';


/** Every command, in the order of the help. */
export const commands: readonly Command[] = [reviewCommand, inspectCommand, scanCommand, replayCommand, policyCommand, lockfileCommand, advisoriesCommand, trustCommand, whereCommand, auditCommand, doctorCommand, serveCommand, workerCommand];
