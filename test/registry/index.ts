export type { Fault, StandingFault } from './faults.js';
export type { StandInPackage, StandInVersion } from './package.js';
export { packVersion, sri } from './package.js';
export type { Credential, LoggedRequest, StandInOptions, StandInRegistry } from './registry.js';
export { startRegistry, usualTarballPath } from './registry.js';
export type { FileMap, TarEntry } from './tar.js';
export { endMarker, packageEntries, tar, tarEntries, tgz } from './tar.js';
