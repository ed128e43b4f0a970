import semver from 'semver';
import { limits } from '../../core/limits.js';
import type { AgeTool, StandingAge } from '../../lockfiles/settings/ages.js';

/** Whether `*` stands for any characters in a text. Linear. */
function fits(text: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (parts.length === 1) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** As npm (minimatch) and Yarn (micromatch) read `*`, which does not reach over a slash, and `**`. Their other signs fit nothing here. */
function fitsParts(name: string, pattern: string): boolean {
  if (pattern === '**') return true;
  const [parts, patterns] = [name.split('/'), pattern.split('/')];
  if (parts.length !== patterns.length) return false;
  return parts.every((part, index) => fits(part, patterns[index]!));
}

/** A name, and what stands behind the `@` after it. */
function named(written: string): readonly [name: string, versions: string | undefined] {
  const at = written.indexOf('@', 1);
  return at === -1 ? [written, undefined] : [written.slice(0, at), written.slice(at + 1)];
}

/**
 * Whether one exception of a tool is for this version. npm: names and patterns; pnpm: names, patterns, the contrary of one (`!`), or a name with exact versions; Yarn: names, patterns, each with a
 * range or without; Bun: names.
 */
function isExcepted(tool: AgeTool, written: string, name: string, version: string): boolean {
  if (written.length > 300) return false;
  switch (tool) {
    case 'bun': return written === name;
    case 'npm': return written === name || fitsParts(name, written);
    case 'pnpm': {
      const [pattern, versions] = named(written);
      if (versions !== undefined) return pattern === name && versions.split('||').some((one) => semver.valid(one.trim()) === version);
      return pattern.startsWith('!') ? !fits(name, pattern.slice(1)) : fits(name, pattern);
    }
    case 'yarn': {
      const [pattern, range] = named(written);
      return (pattern === name || fitsParts(name, pattern)) && (range === undefined || semver.satisfies(version, range));
    }
  }
}

/** How long a version waits by one setting, in milliseconds; 0 where it does not. Of very many exceptions only some count: the others' packages are told. */
export function waitOf(age: StandingAge, name: string, version: string): number {
  const scope = name.startsWith('@') ? name.slice(1, Math.max(1, name.indexOf('/'))) : '';
  const ms = Object.hasOwn(age.scopes, scope) ? age.scopes[scope]! : age.ms;
  if (ms === 0) return 0;
  return age.except.slice(0, limits.ageExceptions.value).some((one) => isExcepted(age.tool, one, name, version)) ? 0 : ms;
}
