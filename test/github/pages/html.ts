/** Markup that is safe to show: only `html` makes it. */
export interface Html {
  readonly markup: string;
}
/** What may stand in a template: markup as it is, everything else escaped; nothing for false and undefined. */
export type Part = Html | string | number | false | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Text for element content and for attribute values in double quotes. */
export const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);

const show = (part: Part): string => {
  if (part === false || part === undefined) return '';
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(show).join('');
};

/** A template whose every value is escaped unless it is markup itself. Attributes are written in double quotes, always. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { markup: strings.reduce((text, string, index) => text + show(parts[index - 1]) + string) };
}

/** Markup from elsewhere that is known to be safe: the rendered markdown and the stylesheet's like. */
export const trusted = (markup: string): Html => ({ markup });

/** A path on this site: each segment encoded. */
export const pathTo = (...segments: (string | number)[]): string => `/${segments.flatMap((one) => String(one).split('/')).map(encodeURIComponent).join('/')}`;
