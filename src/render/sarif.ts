import type { Catalogue } from '../checks/check.js';
import type { Finding, Severity } from '../core/finding.js';
import type { Location } from '../core/location.js';
import { sortedBy } from '../core/order.js';
import type { Verdict } from '../core/verdict.js';
import { reasonKey, reasonOf } from './codes.js';
import { plainValue, sarifText, suggestionBlock, visible } from './escape.js';
import { isBlocking } from './markdown.js';
import { sarif, wordsOf } from './words.js';

/** GitHub reads at most 25,000 results of a run. */
const maxResults = 25_000;

const levels: { readonly [severity in Severity]: 'note' | 'warning' | 'error' } = { info: 'note', low: 'note', medium: 'warning', high: 'error', critical: 'error' };
/** GitHub's `security-severity` has the bands of CVSS v3; each severity stands in the middle of its own. */
const scores: { readonly [severity in Severity]: string } = { info: '0.0', low: '2.0', medium: '5.0', high: '8.0', critical: '9.5' };

/** A path of the repository as a relative URI (RFC 3986): each segment encoded. Through bytes, since a lone surrogate has no encoding. */
function uriOf(path: string): string {
  return Buffer.from(path).toString().split('/').map(encodeURIComponent).join('/');
}

function locationOf(at: Location): object[] {
  if (at.in !== 'repository') return [];
  return [{ physicalLocation: { artifactLocation: { uri: uriOf(at.path), uriBaseId: '%SRCROOT%' }, region: { startLine: Math.max(1, at.line), endLine: Math.max(1, at.line, at.endLine) } } }];
}

/** Where one line mends it: the line as it would be (SARIF 2.1.0 §3.55). */
function fixesOf({ at, fixes }: Finding): object[] {
  if (at.in !== 'repository' || at.side !== 'head' || at.line !== at.endLine) return [];
  return fixes.flatMap((fix) => (fix.kind === 'suggestion' && suggestionBlock(fix.text) !== undefined ? [{
    ...(fix.then === undefined ? {} : { description: { text: sarifText(`Then run ${visible(fix.then, 300)}`) } }),
    artifactChanges: [{ artifactLocation: { uri: uriOf(at.path), uriBaseId: '%SRCROOT%' }, replacements: [{ deletedRegion: { startLine: Math.max(1, at.line), endLine: Math.max(1, at.line) }, insertedContent: { text: fix.text } }] }],
  }] : []));
}

function resultOf(finding: Finding, catalogue: Catalogue, verdict: Verdict, waived: boolean): object {
  const { what, why, todo } = wordsOf(finding, catalogue, sarif);
  const related = finding.related.flatMap(locationOf);
  const fixes = fixesOf(finding);
  return {
    ruleId: finding.check, level: levels[finding.severity], message: { text: `${what} ${why} ${todo}` }, locations: locationOf(finding.at),
    ...(related.length > 0 ? { relatedLocations: related } : {}), partialFingerprints: { 'mergewarden/v1': finding.fingerprint },
    ...(fixes.length > 0 ? { fixes } : {}), ...(waived ? { suppressions: [{ kind: 'external', status: 'accepted' }] } : {}),
    properties: { severity: finding.severity, 'security-severity': scores[finding.severity], confidence: finding.confidence, change: finding.change, blocks: isBlocking(finding, verdict) },
  };
}

/** Holes are notifications of the run: what a tool could not do is no result of it (SARIF 2.1.0 §3.20.21). */
function notificationsOf(verdict: Verdict): object[] {
  return verdict.gaps.slice(0, maxResults).map((gap) => ({
    level: gap.counts ? 'error' : 'warning', descriptor: { id: gap.code },
    message: { text: `${sarifText(visible(gap.check, 60))}: ${reasonOf(reasonKey(gap), sarif).what} ${sarifText(plainValue(gap.subject))}` },
  }));
}

/**
 * The verdict as a SARIF 2.1.0 log with one run. Rules are the checks of the catalogue, sorted by id; audit findings are left out. Where
 * there are more results than GitHub reads, the first are kept, which are the worst, and a notification says how many were left out.
 * @param informationUri the documentation's base URL.
 */
export function sarifDocument(verdict: Verdict, catalogue: Catalogue, informationUri: string): object {
  const results = [
    ...verdict.findings.filter((finding) => finding.level !== 'audit').map((finding) => resultOf(finding, catalogue, verdict, false)),
    ...verdict.waived.map(({ finding }) => resultOf(finding, catalogue, verdict, true)),
  ];
  const left = results.length - maxResults;
  const notifications = [...notificationsOf(verdict), ...(left > 0 ? [{ level: 'error', descriptor: { id: 'RESULTS_LEFT_OUT' }, message: { text: `${left} results are left out.` } }] : [])];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: {
        name: 'mergewarden', version: verdict.engine.version, informationUri,
        rules: sortedBy(catalogue.values(), (entry) => entry.id).map((entry) => ({ id: entry.id, shortDescription: { text: sarifText(entry.title) }, helpUri: `${informationUri}/checks/${entry.id}.md` })),
      } },
      originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the reviewed repository.' } } },
      results: results.slice(0, maxResults),
      invocations: [{ executionSuccessful: verdict.outcome !== 'unknown', toolExecutionNotifications: notifications }],
    }],
  };
}
