import { isObject, type Json } from '../../core/json.js';
import type { InstallRoot } from '../../core/lockfile.js';
import { isYarnsName } from '../origin.js';
import type { SettingLeaf } from './leaf.js';
import { settingsAbove, type TextAt } from './standing.js';

/** Where settings of the repository make the installer of one lockfile take packages from: `standard` unless a scope says otherwise. */
export interface StandingRegistries {
  readonly lockfile: string;
  /** Base URLs that are not the public registry's, as written. */
  readonly standard?: string;
  /** By scope with `@`; `public` for one that goes to the public registry. */
  readonly scopes: { readonly [scope: string]: string };
}

/** One setting that says from where: of a scope, or of all others. */
interface Said {
  readonly scope?: string;
  readonly url: string;
}

const text = (value: Json): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : isObject(value) ? text(value['url'] ?? null) : undefined);
const at = (scope: string): string => (scope.startsWith('@') ? scope : `@${scope}`);

/** The settings of each tool, as it names them: npm's, which pnpm and Bun read as well; `registries` of pnpm; `npmRegistryServer` of Yarn; `install.registry` and `install.scopes` of Bun. */
function saidBy(file: string, { keys, value }: SettingLeaf): Said | undefined {
  const url = text(value);
  if (url === undefined) return undefined;
  const [first = '', second = '', third] = keys;
  switch (file) {
    case '.npmrc': {
      const scope = /^(@[^:/]{1,214}):registry$/.exec(first)?.[1];
      return keys.length > 1 ? undefined : scope === undefined ? (first === 'registry' ? { url } : undefined) : { scope, url };
    }
    case 'pnpm-workspace.yaml': return first === 'registry' ? { url } : first !== 'registries' ? undefined : second === 'default' ? { url } : { scope: at(second), url };
    case '.yarnrc.yml': return first === 'npmRegistryServer' ? { url } : first === 'npmScopes' && third === 'npmRegistryServer' ? { scope: at(second), url } : undefined;
    case 'bunfig.toml': return first !== 'install' ? undefined : second === 'registry' && (third === undefined || third === 'url') ? { url } : second === 'scopes' && third !== undefined && (keys.length === 3 || keys[3] === 'url') ? { scope: at(third), url } : undefined;
    default: return undefined;
  }
}

const files: { readonly [format: string]: readonly string[] } = { npm: ['.npmrc'], pnpm: ['.npmrc', 'pnpm-workspace.yaml'], yarn: ['.yarnrc.yml'], bun: ['bunfig.toml', '.npmrc'] };

/**
 * From where these lockfiles' installers take packages by settings of the repository, on one side of a change; the nearest file that says something of a scope goes before others. What a
 * user's own settings say is not known here.
 */
export function standingRegistries(lockfiles: readonly { readonly format: string; readonly root: InstallRoot }[], textAt: TextAt, publicDefault: string): readonly StandingRegistries[] {
  const above = settingsAbove(textAt);
  const isPublic = (url: string): boolean => [publicDefault, `${publicDefault}/`].includes(`${url.replace(/\/{1,9}$/, '')}/`) || isYarnsName(`${url.replace(/\/{1,9}$/, '')}/`);
  return lockfiles.flatMap(({ format, root }): StandingRegistries[] => {
    // pnpm and Yarn look above the folder, npm and Bun do not.
    const inForce = (path: string, file: string): boolean => format === 'pnpm' || format === 'yarn' || path === (root.directory === '' ? file : `${root.directory}/${file}`);
    const said = (files[format] ?? []).flatMap((file) => above(root.directory, file).flatMap(({ path, leaves }) => (inForce(path, file) ? leaves.flatMap((leaf) => saidBy(file, leaf) ?? []) : [])));
    const standard = said.find(({ scope }) => scope === undefined)?.url;
    const scopes = new Map<string, string>();
    for (const { scope, url } of said) if (scope !== undefined && !scopes.has(scope)) scopes.set(scope, isPublic(url) ? 'public' : url);
    return said.length === 0 ? [] : [{ lockfile: root.lockfile, scopes: Object.fromEntries(scopes), ...(standard === undefined || isPublic(standard) ? {} : { standard }) }];
  });
}
