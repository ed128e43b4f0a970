import type { AdvisoryMatch } from '../../advisories/match.types.js';
import type { Evidence, MessageData } from '../../core/finding.js';

/** `since 2024-01-31`, and whether by ransomware. */
function exploitedText({ exploited }: AdvisoryMatch): string | undefined {
  return exploited && `since ${exploited.since}${exploited.ransomware ? ', ransomware' : ''}`;
}

/** `EPSS 0.93 (99th percentile)`; rounded down, so that nothing looks surer than it is. */
function forecastText({ forecast }: AdvisoryMatch): string | undefined {
  if (!forecast) return undefined;
  const score = forecast.score < 0.01 ? 'below 0.01' : (Math.floor(forecast.score * 100) / 100).toFixed(2);
  return `EPSS ${score} (${ordinal(Math.floor(forecast.percentile * 100))} percentile)`;
}

function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const end = teen ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' } as { readonly [digit: number]: string })[number % 10] ?? 'th';
  return `${number}${end}`;
}

/** What is known of a flaw's use, for the data of a finding; nothing where no file was given or has it. */
export function usedData(match: AdvisoryMatch): MessageData {
  const [exploited, forecast] = [exploitedText(match), forecastText(match)];
  return { ...(exploited === undefined ? {} : { exploited }), ...(forecast === undefined ? {} : { forecast }) };
}

/** The same as evidence, a line each. */
export function usedEvidence(match: AdvisoryMatch): readonly Evidence[] {
  const [exploited, forecast] = [exploitedText(match), forecastText(match)];
  return [...(exploited === undefined ? [] : [`Known to be exploited ${exploited} (CISA KEV)`]), ...(forecast === undefined ? [] : [forecast])].map((text) => ({ kind: 'advisory', text }));
}
