import type { CodeDelta, NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, critical, folded, isEarly, loudestOf, medium, signalsOf, signalTold, whenOf, probable, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/**
 * A table of addresses alone may be a test or a list of tokens, and beside a question to a page's wallet it is what applications on chains have. With a
 * hook or a measure of likeness it is a drainer; so is what puts an address in the place of another, and what asks for payments by itself.
 */
function volumeOf({ signal: { what, trigger } }: NewSignal, delta: CodeDelta): Volume {
  if (trigger === 'unreachable' || what === 'provider' || what === 'payment') return audit;
  const has = (kind: string, ...sorts: readonly string[]): boolean => delta.signals.some(({ signal }) => signal.kind === kind && sorts.includes(signal.what) && signal.trigger !== 'unreachable');
  const changes = has('hook', 'network', 'provider') || has('wallet', 'distance');
  if (what === 'addresses' && changes) return critical;
  if (what === 'distance') return has('wallet', 'addresses') ? critical : folded;
  const table = delta.signals.filter((one) => one.signal.kind === 'wallet' && one.signal.what === 'addresses').length >= 3;
  // A package that never spoke to wallets now does, and brings an address to send to.
  const wallets = delta.signals.some((one) => one.signal.kind === 'wallet' && one.signal.what === 'provider' && isEarly(one.signal.trigger) && !one.sortStood && !one.withoutBaseline);
  const speaks = wallets || (table && has('wallet', 'provider'));
  // Asked for money by code that nobody calls.
  const unasked = wallets && delta.signals.some(({ signal }) => signal.kind === 'wallet' && signal.what === 'payment' && isEarly(signal.trigger));
  if (unasked) return probable;
  if (what === 'recipient') return isEarly(trigger) || speaks ? probable : folded;
  return speaks || (isEarly(trigger) && table) ? medium : folded;
}

export const walletDrain = defineCheck({
  id: 'wallet-drain',
  group: 'package',
  title: 'A changed package newly brings what is used to exchange wallet addresses',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly brings wallet addresses or code to exchange them ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Drainers carry a table of addresses, find the one that looks most like yours, and put it in its place while you pay.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly brings wallet addresses or code to exchange them ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Drainers carry a table of addresses, find the one that looks most like yours, and put it in its place while you pay.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that brings wallet addresses or code to exchange them ({what}: {key}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Drainers carry a table of addresses, find the one that looks most like yours, and put it in its place while you pay.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'wallet').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one, delta))))),
});
