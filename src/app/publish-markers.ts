/** Hidden markers, by which we know our own comments again. They are read only in comments that our own App wrote. */
const findingStart = '<!-- mergewarden:finding:';
const end = ' -->';
export const summaryMarker = '<!-- mergewarden:summary -->';
export const resolvedMarker = '<!-- mergewarden:resolved -->';

function outerLines(body: string): readonly [string, string] {
  const lines = body.replaceAll('\r\n', '\n').trim().split('\n');
  return [(lines[0] ?? '').trim(), (lines.at(-1) ?? '').trim()];
}

/**
 * The fingerprint that a comment of ours was made for. Only the first and the last line are read: an excerpt of foreign code in
 * between could hold the marker of another finding, to make it look as if it were told already.
 */
export function markedFinding(body: string): string | undefined {
  for (const line of [...outerLines(body)].reverse()) {
    if (!line.startsWith(findingStart) || !line.endsWith(end)) continue;
    const fingerprint = line.slice(findingStart.length, -end.length);
    if (/^[0-9A-Za-z_-]{8,128}$/.test(fingerprint)) return fingerprint;
  }
  return undefined;
}

/** The body with its finding's marker as last line, unless it stands there already. */
export function withFindingMarker(body: string, fingerprint: string): string {
  return markedFinding(body) === fingerprint ? body : `${body.trimEnd()}\n\n${findingStart}${fingerprint}${end}`;
}

/** Without the marker lines, for places where a marker means nothing. */
export function withoutMarkers(body: string): string {
  return body.split('\n').filter((line) => !(line.trim().startsWith('<!-- mergewarden:') && line.trim().endsWith(end))).join('\n').trim();
}

export function isSummary(body: string): boolean {
  return outerLines(body).includes(summaryMarker);
}

export function withSummaryMarker(body: string): string {
  return isSummary(body) ? body : `${body.trimEnd()}\n\n${summaryMarker}`;
}

export function isResolved(body: string): boolean {
  return outerLines(body)[0] === resolvedMarker;
}

/**
 * A mended finding's comment: one struck line. The old title goes along as far as it is plain words; anything else is left out,
 * since it was foreign once.
 */
export function resolvedBody(body: string, fingerprint: string, sha: string): string {
  const title = withoutMarkers(body).split('\n')[0]?.replace(/[^\p{L}\p{N} .,:;()-]/gu, '').trim().slice(0, 120) ?? '';
  return `${resolvedMarker}\n~~${title || 'finding'}~~ resolved in ${sha.slice(0, 12)}\n\n${findingStart}${fingerprint}${end}`;
}

/** Bodies as GitHub may give them back: other line ends, no space at the end. */
export function sameBody(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trimEnd() === b.replaceAll('\r\n', '\n').trimEnd();
}
