import type { Signal } from './signal.types.js';

/** What a statement makes the rest depend on. */
export function gateOf(code: string, strings: readonly string[]): { readonly what: Extract<Signal, { kind: 'gate' }>['what']; readonly key: string } | undefined {
  const sleep = /\bsleep\s?\(\s?(\d{1,9})(?:\s?\*\s?(\d{1,6}))?/.exec(code);
  if (sleep && Number(sleep[1]) * Number(sleep[2] ?? 1) >= 30) return { what: 'time', key: 'sleep' };
  if (!/^(?:if|elif|while|assert)\b/.test(code)) return undefined;
  if (/environ|getenv/.test(code) && strings.some((text) => /^(?:CI|GITHUB_ACTIONS|GITLAB_CI|CIRCLECI|TRAVIS|JENKINS_URL|BUILDKITE)$/.test(text))) return { what: 'ci', key: 'ci' };
  if (/\b(?:getdefaultlocale|getlocale)\b/.test(code)) return { what: 'locale', key: 'locale' };
  if (/\b(?:datetime\.(?:datetime\.)?(?:now|utcnow|today)|date\.today)\s?\(/.test(code) && /[<>]/.test(code)) return { what: 'time', key: 'date' };
  return /\b(?:gethostname|getuser|getlogin|platform\.node)\b/.test(code) ? { what: 'host', key: 'name' } : undefined;
}
