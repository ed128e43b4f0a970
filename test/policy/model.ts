/**
 * The policy once more, written from docs/policy.md alone and sharing nothing with src/policy: no order, no default, no date. What is
 * tighter is told by numbers, what a waiver lasts by days. Keep it so plain that it can be checked by reading it beside that page.
 */
export type Mode = 'observe' | 'warn' | 'block';
export type CheckMode = 'off' | 'warn' | 'block';
export type Threshold = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type FailMode = 'open' | 'closed';
export type Outcome = 'pass' | 'warn' | 'unknown' | 'block';

/** What a file says of one check: generally, and of it alone. */
export interface File {
  readonly mode?: Mode;
  readonly threshold?: Threshold;
  readonly failMode?: FailMode;
  readonly own?: { readonly mode?: CheckMode; readonly threshold?: Threshold; readonly failMode?: FailMode };
}
export interface Judged { readonly mode: CheckMode; readonly threshold: Threshold; readonly failMode: FailMode }
export interface InForce extends Judged { readonly policyMode: Mode }

const severity = { info: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;
/** How tight each word is, beside others of its key. A lower threshold stops more. */
const tightness = {
  policyMode: { observe: 0, warn: 1, block: 2 }, mode: { off: 0, warn: 1, block: 2 }, failMode: { open: 0, closed: 1 },
  threshold: { critical: 0, high: 1, medium: 2, low: 3, info: 4 },
} as const;

/** What a file wants of a check; undefined where it says nothing. A check's own key goes before the general one. */
function wanted(file: File): { readonly [key in keyof InForce]?: InForce[key] | undefined } {
  return { policyMode: file.mode, mode: file.own?.mode, threshold: file.own?.threshold ?? file.threshold, failMode: file.own?.failMode ?? file.failMode };
}

function over<T extends string>(stands: T, wants: T | undefined): T {
  return wants ?? stands;
}
function tighterOf<T extends string>(scale: { readonly [word in T]: number }, stands: T, wants: T | undefined): T {
  return wants !== undefined && scale[wants] > scale[stands] ? wants : stands;
}

/** The defaults, the organisation's file over them, the repository's over both: where there is an organisation's, it may only tighten. */
export function inForce(defaults: Judged, organisation: File | undefined, repository: File | undefined): InForce {
  const start: InForce = { policyMode: 'block', ...defaults };
  const place = (stands: InForce, file: File): InForce => {
    const wants = wanted(file);
    return { policyMode: over(stands.policyMode, wants.policyMode), mode: over(stands.mode, wants.mode), threshold: over(stands.threshold, wants.threshold), failMode: over(stands.failMode, wants.failMode) };
  };
  if (!organisation) return repository ? place(start, repository) : start;
  const floor = place(start, organisation);
  return repository ? tightened(floor, wanted(repository)) : floor;
}

/** Value by value the tighter of what stands and what is wanted. */
export function tightened(stands: InForce, wants: ReturnType<typeof wanted>): InForce {
  return {
    policyMode: tighterOf(tightness.policyMode, stands.policyMode, wants.policyMode), mode: tighterOf(tightness.mode, stands.mode, wants.mode),
    threshold: tighterOf(tightness.threshold, stands.threshold, wants.threshold), failMode: tighterOf(tightness.failMode, stands.failMode, wants.failMode),
  };
}

/** Whether a repository's file asks for less than its organisation allows. */
export function asksForLess(defaults: Judged, organisation: File | undefined, repository: File | undefined): boolean {
  if (!organisation || !repository) return false;
  const [floor, wants] = [inForce(defaults, organisation, undefined), wanted(repository)];
  const less = <T extends string>(scale: { readonly [word in T]: number }, stands: T, word: T | undefined): boolean => word !== undefined && scale[word] < scale[stands];
  return less(tightness.policyMode, floor.policyMode, wants.policyMode) || less(tightness.mode, floor.mode, wants.mode)
    || less(tightness.threshold, floor.threshold, wants.threshold) || less(tightness.failMode, floor.failMode, wants.failMode);
}

/** A waiver as somebody wrote it, told by what matters. */
export interface WaiverSays {
  readonly binds: 'this' | 'another finding' | 'another package' | 'another version' | 'other bytes';
  readonly daysLeft: number;
  /** Whether `by` is one of the people behind the change; unknown where they cannot be found out. */
  readonly bySomebodyBehindIt: boolean | 'unknown';
}
export function counts(waiver: WaiverSays): boolean {
  return waiver.binds === 'this' && waiver.daysLeft >= 0 && waiver.daysLeft <= 90 && waiver.bySomebodyBehindIt === false;
}

export interface Row {
  readonly policy: InForce;
  readonly usable: boolean;
  readonly finding?: { readonly level: 'default' | 'folded' | 'audit'; readonly severity: Threshold; readonly confidence: 'low' | 'medium' | 'high'; readonly waived: boolean };
  readonly gap?: { readonly ours: boolean; readonly waived: boolean };
}

export interface Told { readonly outcome: Outcome; readonly check: 'success' | 'failure'; readonly exit: 0 | 1 | 2; readonly title: string }

/** The table of "The outcome". */
export function told({ policy, usable, finding, gap }: Row): Told {
  const off = policy.mode === 'off';
  const speaks = finding !== undefined && !off && !finding.waived && finding.level === 'default';
  const blocks = speaks && severity[finding.severity] >= severity[policy.threshold] && finding.confidence !== 'low' && policy.mode === 'block' && policy.policyMode !== 'warn';
  const hole = gap !== undefined && !off && !gap.waived && (policy.failMode === 'closed' || gap.ours);
  const outcome: Outcome = blocks ? 'block' : hole || !usable ? 'unknown' : speaks ? 'warn' : 'pass';
  const observed = policy.policyMode === 'observe';
  const fails = !observed && (outcome === 'block' || outcome === 'unknown');
  const words = { block: 'blocked: ', unknown: 'could not check: ', warn: 'warned: ', pass: 'passed: ' } as const;
  return { outcome, check: fails ? 'failure' : 'success', exit: !fails ? 0 : outcome === 'block' ? 1 : 2, title: `${observed ? 'observed: ' : ''}${words[outcome]}` };
}

/** The files at base, and what the pull request does to the repository's. */
export interface Files {
  readonly organisation: 'absent' | 'fine' | 'broken';
  readonly repository: 'absent' | 'fine' | 'broken';
  readonly lastGood: boolean;
  readonly change: 'none' | 'mends it' | 'mends it and more' | 'leaves it broken' | 'removes it' | 'removes it and more';
  /** The reviewed repository is the organisation's own: both files are one. */
  readonly oneFile: boolean;
}

/** "When the file is broken": whether anything may pass. */
export function mayPass({ organisation, repository, lastGood, change, oneFile }: Files): boolean {
  const broken = organisation === 'broken' || repository === 'broken';
  return !broken || lastGood || (repository === 'broken' && change === 'mends it' && (organisation !== 'broken' || oneFile));
}
