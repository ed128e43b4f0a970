import type { CodeDelta, NewSignal } from '../../packages/profile.types.js';
import { subjectOf } from '../../facts/planner.js';
import { defineCheck } from '../check.js';
import { behaviourFindings, behaviourNeeds, folded, high, isEarly, loudestOf, medium, signalsOf, signalTold, probable, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Folders and names by which prebuilt libraries are kept for each system (prebuildify, napi-rs). */
const platformName = /\b(?:linux|darwin|win32|freebsd|android|alpine)\w*[-_](?:x64|ia32|arm64|arm|armv[67]|universal|ppc64|s390x|riscv64)\b/;
/** What a build of the package's own begins with, beside a binding.gyp. */
const builds = /(?:^|\/)(?:Cargo\.toml|CMakeLists\.txt)$/;

/**
 * How loud a program or a library is that the new version loads by itself, in a package that had none: what it does cannot be read. Where the package holds
 * what builds it, or loads it as prebuilt libraries for several systems are loaded, that is told and does not block.
 */
function loadedVolume({ signal: { what, trigger, path }, withoutBaseline }: NewSignal, delta: CodeDelta, built: boolean): Volume | undefined {
  if (withoutBaseline || (what !== 'library' && what !== 'executable')) return undefined;
  const calls = delta.signals.filter(({ signal }) => signal.kind === 'binary' && signal.what === 'loaded');
  const early = calls.some(({ signal, sortStood }) => isEarly(signal.trigger) && !sortStood);
  const atInstall = trigger === 'install' && what === 'library';
  if (!atInstall && !early && !(what === 'library' && trigger === 'load' && calls.length === 0)) return undefined;
  const ordinary = built || (!atInstall && (platformName.test(path) || calls.some(({ signal }) => platformName.test(signal.key))));
  return ordinary ? medium : probable;
}

/** What lies about its kind is hidden; programs are told where the package had none, and more so where an install step newly starts one. */
function volumeOf(one: NewSignal, delta: CodeDelta, built: boolean): Volume {
  const { signal: { what }, sortStood } = one;
  if (sortStood) return folded;
  const started = delta.capabilities.some(({ capability }) => capability.kind === 'process-spawn' && capability.trigger === 'install');
  if (started && (what === 'executable' || what === 'library')) return probable;
  switch (what) {
    case 'mismatch': return high;
    case 'sealed': return medium;
    case 'executable': return loadedVolume(one, delta, built) ?? medium;
    default: return loadedVolume(one, delta, built) ?? folded;
  }
}

export const binaryFile = defineCheck({
  id: 'binary-file',
  group: 'package',
  title: 'A changed package newly holds programs, or files that are not what they are called',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [...behaviourNeeds, { per: 'change', of: ['after'], kinds: ['archive'] }],
  // What an archive that was not read leaves open can only lower what is told of code.
  gapMatters: (hole, facts) => hole.kind !== 'archive' && codeGapMatters(hole, facts),
  messages: {
    found: {
      what: '{package} {version} newly holds {what} in {file}: {key}.',
      why: 'The version it is compared with ({before}) holds none. Programs cannot be reviewed as code can, and a file that is not what its name says is hidden on purpose.',
      todo: 'Find out where the file comes from, and whether its sources and its build are public.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta, change) => {
    const archive = facts.get(subjectOf(change.after!), 'archive').value;
    const built = archive !== undefined && (archive.hasBindingGyp || archive.files.some(({ path }) => builds.test(path)));
    return loudestOf(signalsOf(delta, 'binary').filter(({ signal }) => signal.what !== 'loaded').map((one) => signalTold(one, 'found', volumeOf(one, delta, built))));
  }),
});
