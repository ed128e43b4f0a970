import type { Json } from '../../../core/json.js';
import type { SettingChange } from '../../../lockfiles/settings/index.js';
import type { Draft } from '../../check.js';

/**
 * Another version of the package manager, or of Node: an older one, another tool, one from an address, and one without the digest that pinned it, are
 * told; so is that a wrong one is let pass. An upgrade is folded.
 */
export function toolChange({ keys, before, after }: SettingChange): Pick<Draft, 'severity' | 'level'> {
  const parts = (value: Json | undefined): RegExpExecArray | null => (typeof value === 'string' ? /^(?:([a-z]{1,20})@)?v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})([-+].{0,300})?$/.exec(value) : null);
  const [old, now] = [parts(before), parts(after)];
  const [told, folded] = [{ severity: 'medium', level: 'default' }, { severity: 'low', level: 'folded' }] as const;
  if (typeof after === 'string' && after.includes('://')) return { severity: 'high', level: 'default' };
  if (keys.at(-1) === 'onFail') return (after === 'ignore' || after === 'warn') && before !== 'ignore' ? told : folded;
  if (!old || !now) return folded;
  if (old[1] !== now[1]) return told;
  for (const at of [2, 3, 4]) if (Number(old[at]) !== Number(now[at])) return Number(now[at]) < Number(old[at]) ? told : folded;
  return old[5]?.includes('+') === true && old[5] !== now[5] ? told : folded;
}
