import type { NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, folded, isEarly, loudestOf, medium, signalsOf, signalTold, whenOf, probable, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** What nobody hides who installs an honest package: starting programs, running text, speaking to the network. */
const telling = /^(?:node:)?(?:child_process|vm|http|https|http2|net|tls|dgram|dns|worker_threads)(?=$|[./[])|\b(?:eval|Function|fetch|XMLHttpRequest|WebSocket)\b/;

/** A name is hidden from searches, and with it what is done; an install step has no reason to. */
function volumeOf({ signal: { what, trigger, key }, sortStood }: NewSignal): Volume {
  if (trigger === 'unreachable') return audit;
  if (trigger === 'install' && !sortStood && telling.test(key)) return probable;
  return isEarly(trigger) && !sortStood && what === 'module' ? medium : folded;
}

export const hiddenApi = defineCheck({
  id: 'hidden-api',
  group: 'package',
  title: 'A changed package newly reaches something of the runtime by a hidden name',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly reaches {key} by a name that is put together ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Names of modules and functions are hidden so that whoever searches the code for them finds nothing.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly reaches {key} by a name that is put together ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Names of modules and functions are hidden so that whoever searches the code for them finds nothing.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that reaches {key} by a name that is put together ({what}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Names of modules and functions are hidden so that whoever searches the code for them finds nothing.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'hidden-api').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one))))),
});
