/**
 * Which registries installs use here. URLs end in `/`. `publicDefault` is npm's own default, which in a lockfile means "the default
 * registry" whatever that is configured to be; `default` is that configured one. Made from the user's npmrc or the service's
 * configuration, never from the reviewed repository's own settings.
 */
export interface RegistryTable {
  readonly publicDefault: string;
  readonly default: string;
  readonly scopes: { readonly [scope: string]: string };
}

/** The registry that a name is installed from, as it stands in an Origin: `default`, or the scope's base URL. */
export function registryOf(name: string, table: RegistryTable): string {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined;
  const url = scope !== undefined && Object.hasOwn(table.scopes, scope) ? table.scopes[scope] : undefined;
  return url === undefined || url === table.default || url === table.publicDefault ? 'default' : url;
}
