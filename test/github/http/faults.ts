/** What goes wrong with a request. `when` of a reset or timeout: before GitHub does anything, or after it did and the answer is lost. */
export type Fault =
  | { readonly kind: 'rate-limit'; readonly status: 403 | 429; readonly retryAfter?: number }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'timeout'; readonly when?: 'before' | 'after' }
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  | { readonly kind: 'truncate'; readonly bytes?: number }
  | { readonly kind: 'delay'; readonly ms: number };

/** Which requests a fault meets: by method, and by path (below the interface's own address) as a whole string or a pattern. */
export interface FaultRule {
  readonly method?: string;
  readonly path: string | RegExp;
  readonly fault: Fault;
  /** How many requests it meets; 1 where nothing is said. */
  readonly times?: number;
  /** How many fitting requests it lets pass first. */
  readonly after?: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault that meets this request, if any; counts it as met. */
  meet(method: string, path: string): Fault | undefined;
}

export function createFaults(): Faults {
  const rules: { rule: FaultRule; skip: number; left: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, skip: rule.after ?? 0, left: rule.times ?? 1 }),
    clear: () => void rules.splice(0),
    meet(method, path) {
      for (const one of rules) {
        const { rule } = one;
        if (one.left === 0 || (rule.method !== undefined && rule.method !== method)) continue;
        if (typeof rule.path === 'string' ? rule.path !== path : !rule.path.test(path)) continue;
        if (one.skip > 0) {
          one.skip -= 1;
          continue;
        }
        one.left -= 1;
        return rule.fault;
      }
      return undefined;
    },
  };
}
