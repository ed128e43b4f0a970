import path from 'node:path';

/** Where this program keeps things on a person's machine. */
export interface Places {
  readonly cacheFolder: string;
  /** The machine's key lies in the settings folder: caches are copied, restored and shared, settings are not. */
  readonly keyFile: string;
}

/**
 * The places by the customs of the system: the XDG Base Directory Specification (relative values are to be ignored), on macOS `~/Library`, on
 * Windows the local application data.
 */
export function placesOf(env: { readonly [name: string]: string | undefined }, home: string, platform: NodeJS.Platform): Places {
  const absolute = (name: string): string | undefined => {
    const value = env[name];
    return value !== undefined && path.isAbsolute(value) ? value : undefined;
  };
  const cache = absolute('XDG_CACHE_HOME') ?? (platform === 'darwin' ? path.join(home, 'Library', 'Caches') : platform === 'win32' ? (absolute('LOCALAPPDATA') ?? path.join(home, 'AppData', 'Local')) : path.join(home, '.cache'));
  const settings = absolute('XDG_CONFIG_HOME') ?? (platform === 'darwin' ? path.join(home, 'Library', 'Application Support') : platform === 'win32' ? (absolute('APPDATA') ?? path.join(home, 'AppData', 'Roaming')) : path.join(home, '.config'));
  return { cacheFolder: path.join(cache, 'mergewarden', ...(platform === 'win32' ? ['Cache'] : [])), keyFile: path.join(settings, 'mergewarden', 'cache.key') };
}
