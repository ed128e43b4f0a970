import { canonicalJson } from '../core/json.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import { demandWords, type ProvenanceDemand } from '../core/policy.js';

/** The scope that holds a name, as lists write it; a scope is held by itself. */
const scopeOf = (item: string): string => (item.startsWith('@') ? `${item.slice(0, item.indexOf('/'))}/*` : item);

const kindOf = ({ repository, builder }: ProvenanceDemand): string => canonicalJson([repository ?? null, builder ?? null]);

/** Demands that ask for the same are one, with the packages of both; sorted, so that lists that demand the same are equal. */
export function joinedDemands(demands: readonly ProvenanceDemand[]): readonly ProvenanceDemand[] {
  const kinds = new Map<string, { readonly demand: ProvenanceDemand; readonly packages: Set<string> }>();
  for (const demand of demands) {
    const key = kindOf(demand);
    const known = kinds.get(key);
    if (known) for (const item of demand.packages) known.packages.add(item);
    else kinds.set(key, { demand, packages: new Set(demand.packages) });
  }
  return sortedBy(kinds, ([key]) => key).map(([, { demand, packages }]) => ({ ...demand, packages: withoutNamed(packages) }));
}

/** Without what a scope of the same list names already. */
function withoutNamed(packages: ReadonlySet<string>): readonly string[] {
  return [...packages].filter((item) => scopeOf(item) === item || !packages.has(scopeOf(item))).sort(byCodePoint);
}

/** One line for each demand, for whoever reads a policy. */
export function demandLines(demands: readonly ProvenanceDemand[]): readonly string[] {
  return demands.map((demand) => `${demand.packages.join(', ')}: ${demandWords(demand)}`);
}

/** Whether one demand asks at least what another one asks. */
function asksAsMuch(one: ProvenanceDemand, of: ProvenanceDemand): boolean {
  return (of.repository === undefined || one.repository === of.repository) && (of.builder === undefined || one.builder === of.builder);
}

/** Every package of which `after` demands less than `before`. Two demands in place of one that asked for both are less: two builds can meet them. */
export function lessDemanded(before: readonly ProvenanceDemand[], after: readonly ProvenanceDemand[]): (readonly [before: string, after: string])[] {
  const named = after.map((demand) => ({ demand, packages: new Set(demand.packages) }));
  return before.flatMap((demand) => {
    const others = named.filter((one) => asksAsMuch(one.demand, demand));
    return demand.packages.filter((item) => !others.some(({ packages }) => packages.has(item) || packages.has(scopeOf(item)))).map((item) => [`${item}: ${demandWords(demand)}`, 'not demanded'] as const);
  });
}
