export type { Credential } from './credentials.js';
export type { Network } from './http.js';
export type { RegistryConfig } from './registry.js';
export { createRegistry } from './registry.js';
export type { NpmrcSources } from './npmrc.js';
export { publicDefaultRegistry, readNpmSettings } from './npmrc.js';
