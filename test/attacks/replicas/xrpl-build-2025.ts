import type { Replica } from './replica.js';
import { clean, files, manifest, steal, stranger, stripped, usual } from './xrpl-2025.js';

/** From memory of the public analysis: the first versions held the addition in the web builds alone, and lost scripts and settings of the formatter. */
export const replica: Replica = {
  id: 'xrpl-build-2025',
  story: 'April 2025: 4.2.1, the first try, changed only the two web builds below build/, while src/ and what Node loads stayed as they were.',
  name: 'xrpl',
  before: { version: '4.2.0', manifest, files: files({ src: clean, dist: clean, build: clean }), publishedAt: '2025-02-24T19:00:00.000Z', publisher: usual },
  after: { version: '4.2.1', manifest: stripped, files: files({ src: clean, dist: clean, build: steal }), publishedAt: '2025-04-21T20:53:00.000Z', publisher: stranger },
  must: 'block',
};
