import { hostsIn } from './shell-holdings.js';
import type { Plain } from './shell-programs.js';

const url = /^(?:git\+)?(?:https?|ssh|git|ftps?):\/\//i;
const git = /^(?:git\+[a-z]+:|git@[\w.-]+:|(?:github|gitlab|bitbucket|gist):)/i;
/** `owner/repository`, which package managers take from GitHub (npm documentation, "package spec"). */
const shorthand = /^[\w-]+\/[\w.-]+(?:#.*)?$/;
const hostOfShort: ReadonlyMap<string, string> = new Map([['github', 'github.com'], ['gitlab', 'gitlab.com'], ['bitbucket', 'bitbucket.org'], ['gist', 'gist.github.com']]);
const managers: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun']);
const installing: ReadonlySet<string> = new Set(['install', 'i', 'in', 'ins', 'isntall', 'add', 'exec', 'x', 'dlx', 'create', 'init', 'update', 'up']);
const starting: ReadonlySet<string> = new Set(['exec', 'x', 'dlx', 'create', 'init']);
/** Options whose value says where things lie, not what is run. */
const placing = /^--?(?:registry|proxy|https-proxy|noproxy|cache|prefix|cwd|dir|userconfig|globalconfig|C|i|index-url|extra-index-url|find-links|f|trusted-host|target|t)$/;

/** The addresses from which a command takes a program that it runs, or installs with the steps that it brings; empty for what only names one. */
export function runsAddresses({ name, args }: Plain): readonly string[] {
  const is = (word: string): boolean => url.test(word) || git.test(word);
  switch (name) {
    case 'deno': return firstOf(args.filter((arg) => !arg.startsWith('-') && !/^(?:run|serve|install|test|bench|compile)$/.test(arg))).filter((arg) => url.test(arg));
    case 'npx': case 'bunx': case 'pnpx': case 'uvx': return targets(args).filter((arg) => is(arg) || (name !== 'uvx' && shorthand.test(arg)));
    case 'npm': case 'yarn': case 'pnpm': case 'bun': {
      const at = args.findIndex((arg) => installing.has(arg));
      if (at < 0 || args.slice(0, at).some((arg) => /^[a-z]/i.test(arg) && !/^(?:global|workspace)$/.test(arg) && !placing.test(args[args.indexOf(arg) - 1] ?? ''))) return [];
      const rest = args.slice(at + 1);
      return (starting.has(args[at]!) ? targets(rest) : positional(rest)).filter((arg) => is(specOf(arg)) || shorthand.test(specOf(arg))).map(specOf);
    }
    case 'pip': case 'pip3': case 'pipx': case 'uv': return args.some((arg) => arg === 'install' || arg === 'run') ? [...positional(args), ...args.flatMap((arg, at) => (/^-(?:r|-requirement|-from|-with)$/.test(arg) ? args[at + 1] ?? [] : []))].map((arg) => arg.replace(/^[\w.-]+\s*@\s*/, '')).filter(is) : [];
    case 'python': case 'python3': case 'py': return args[0] === '-m' && /^(?:pip|pipx|uv)$/.test(args[1] ?? '') ? runsAddresses({ name: args[1]!, program: args[1]!, args: args.slice(2), assigned: [], first: 0 }) : [];
    case 'go': return /^(?:run|install|get)$/.test(args[0] ?? '') ? positional(args.slice(1)).filter((arg) => /^[\w-]+(?:\.[\w-]+)+\/.*@/.test(arg)) : [];
    case 'cargo': return args[0] === 'install' ? args.flatMap((arg, at) => (arg === '--git' ? args[at + 1] ?? [] : arg.startsWith('--git=') ? arg.slice(6) : [])) : [];
    case 'brew': return args[0] === 'install' ? positional(args.slice(1)).filter((arg) => url.test(arg)) : [];
    case 'node': case 'tsx': return args.flatMap((arg, at) => (/^--(?:import|loader|experimental-loader)$/.test(arg) ? args[at + 1] ?? [] : /^--(?:import|loader|experimental-loader)=(.*)$/.exec(arg)?.[1] ?? [])).filter((arg) => url.test(arg));
    case 'mshta': case 'msiexec': case 'regsvr32': case 'rundll32': return args.map((arg) => arg.replace(/^\/i:/i, '')).filter((arg) => url.test(arg));
    default: return [];
  }
}

/** `name@https://…` of a package manager is the address. */
function specOf(arg: string): string {
  return git.test(arg) ? arg : /^(?:@[\w.-]+\/)?[\w.-]+@(.+[:/].+)$/.exec(arg)?.[1] ?? arg;
}

function firstOf(args: readonly string[]): readonly string[] {
  return args.slice(0, 1);
}

function positional(args: readonly string[]): readonly string[] {
  return args.filter((arg, at) => !arg.startsWith('-') && !placing.test(args[at - 1] ?? ''));
}

/** Of a command that runs a package's command: the packages that it is told to take, or the first word. What follows is handed to that. */
function targets(args: readonly string[]): readonly string[] {
  const named = args.flatMap((arg, at) => (/^(?:-p|--package|--from|--with)$/.test(arg) ? args[at + 1] ?? [] : /^--(?:package|from|with)=(.*)$/.exec(arg)?.[1] ?? []));
  return [...named, ...firstOf(args.filter((arg, at) => !arg.startsWith('-') && !/^(?:-p|--package|--from|--with|-c|--call)$/.test(args[at - 1] ?? '') && !placing.test(args[at - 1] ?? '')))];
}

/** The hosts of addresses as commands write them. */
export function hostsOfAddresses(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.flatMap((address) => {
    const written = [...hostsIn(address)];
    if (written.length > 0) return written;
    const host = /^git@([\w.-]+):/.exec(address)?.[1] ?? hostOfShort.get(/^(\w+):/.exec(address)?.[1]?.toLowerCase() ?? '') ?? /^([\w-]+(?:\.[\w-]+)+)\//.exec(address)?.[1] ?? (shorthand.test(address) ? 'github.com' : undefined);
    return host === undefined ? [] : [host.toLowerCase()];
  }));
}

/** Where a `git clone` puts what it fetches, and from where. */
export function clones({ name, args }: Plain): { readonly folder: string; readonly address: string } | undefined {
  if (name !== 'git' || args.find((arg) => !arg.startsWith('-')) !== 'clone') return undefined;
  const at = args.findIndex((arg) => url.test(arg) || git.test(arg) || /^[\w.-]+@[\w.-]+:/.test(arg));
  const address = args[at];
  if (address === undefined) return undefined;
  const folder = args.slice(at + 1).find((arg) => !arg.startsWith('-')) ?? /([^/:]+?)(?:\.git)?\/?$/.exec(address)?.[1];
  return folder === undefined ? undefined : { folder, address };
}

/** True for a command that runs what lies in the folder where it stands: a script named by its path, what a manifest or a makefile says. */
export function runsOwnFolder({ name, program, args }: Plain): boolean {
  if (/^\.{1,2}[/\\]/.test(program)) return true;
  if (managers.has(name)) return args.length === 0 ? name === 'yarn' : /^(?:install|i|ci|run|test|start|rebuild|link|build)$/.test(args[0]!);
  if (/^(?:make|gmake|nmake|cmake|ninja|gradle|mvn|rake|just)$/.test(name)) return true;
  if (name === 'cargo' || name === 'go') return /^(?:run|build|install|test)$/.test(args[0] ?? '');
  return /^(?:pip3?|uv)$/.test(name) && args.includes('install') && args.includes('.');
}

/** A container that is given the machine: all devices, or the root or the home of whoever starts it (docker run, reference). */
export function takesMachine({ name, args }: Plain): string | undefined {
  if (!/^(?:docker|podman|nerdctl)$/.test(name) || !args.slice(0, 3).some((arg) => /^(?:run|create)$/.test(arg))) return undefined;
  if (args.includes('--privileged') || args.includes('--privileged=true')) return `${name} privileged`;
  const values = args.flatMap((arg, at) => (/^(?:-v|--volume|--mount|--pid|--cap-add)$/.test(arg) ? [`${arg.replace('--volume', '-v')}=${args[at + 1] ?? ''}`] : [arg.replace(/^--volume=/, '-v=')]));
  if (values.some((arg) => /^-v=(?:\/|~|\$\{?HOME\}?|\/(?:root|home|etc|Users))\/?:/.test(arg) || /^--mount=.*(?:source|src)=(?:\/|~|\$\{?HOME\}?|\/(?:root|home|etc))\/?(?:,|$)/.test(arg))) return `${name} volume of the machine`;
  return values.some((arg) => /^--(?:pid=host|cap-add=(?:ALL|SYS_ADMIN))$/.test(arg)) ? `${name} privileged` : undefined;
}

const overwriting: ReadonlySet<string> = new Set(['--all', '--mirror', '--prune']);

/** True where a push writes over every branch of a repository (git-push(1)). */
export function overwritesRemote({ name, args }: Plain): boolean {
  return name === 'git' && args.includes('push') && (args.includes('--mirror') || (args.some((arg) => overwriting.has(arg)) && args.some((arg) => arg === '-f' || arg.startsWith('--force'))));
}

/** A function, or a batch file, that starts itself twice without waiting. */
export function isForkBomb(text: string): boolean {
  return /(?:^|[;\s&|'"])([\w.:]{1,20})\s{0,4}\(\)\s{0,4}\{\s{0,4}\1\s{0,4}\|\s{0,4}\1\s{0,4}&\s{0,4};?\s{0,4}\}\s{0,4};\s{0,4}\1(?![\w.])/.test(text) || /(?:^|\s)%0\s{0,4}\|\s{0,4}%0(?:\s|$)/.test(text);
}
