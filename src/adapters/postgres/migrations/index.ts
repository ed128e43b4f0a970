import { first } from './0001-first.js';
import { policyAndPusher } from './0002-policy-and-pusher.js';
import { brought } from './0003-brought.js';
import { lines } from './0004-lines.js';
import { spoken } from './0005-spoken.js';
import { advisories } from './0006-advisories.js';
import { sightings } from './0007-sightings.js';
import { sightingsHeld } from './0008-sightings-held.js';
import { served } from './0009-served.js';
import { trustState } from './0010-trust-state.js';

/** Migrations in their order; the place in the list, from 1, is the schema's version. Forward only: none is ever changed or removed. */
export const migrations: readonly string[] = [first, policyAndPusher, brought, lines, spoken, advisories, sightings, sightingsHeld, served, trustState];
