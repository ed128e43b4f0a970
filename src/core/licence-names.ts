/**
 * Writings of licences that registries have and SPDX has not (`The MIT License`, `Apache 2.0`, `GPLv3`), each with the id that it means. Where a writing leaves open which of several licences is meant
 * (`BSD`, `GPL`), it has a word of its own that is no SPDX id: how much such a licence asks is known, and only the same word in a policy names it.
 */
const plainly: { readonly [id: string]: readonly string[] } = {
  mit: ['mit', 'mit mit', 'mit x 11', 'x 11 mit', 'mit expat', 'expat', 'expat mit'],
  isc: ['isc', 'isc isc'],
  'apache-2.0': ['apache 2', 'apache software 2', 'apache public 2', 'asl 2', 'apache 2 apache 2'],
  'bsd-2-clause': ['bsd 2', 'bsd 2 clause', '2 clause bsd', 'simplified bsd', 'bsd simplified', 'bsd 2 clause simplified'],
  'bsd-3-clause': ['bsd 3', 'bsd 3 clause', '3 clause bsd', 'new bsd', 'bsd new', 'modified bsd', 'revised bsd', 'bsd 3 clause new or revised', 'bsd 3 clause revised'],
  'mpl-1.1': ['mpl 1.1', 'mozilla public 1.1'],
  'mpl-2.0': ['mpl 2', 'mozilla public 2', 'mozilla public 2 mpl 2'],
  'epl-1.0': ['epl 1', 'eclipse public 1'],
  'epl-2.0': ['epl 2', 'eclipse public 2'],
  'cc0-1.0': ['cc 0', 'cc 0 1', 'cc 0 1 universal'],
  'cc-by-3.0': ['cc by 3'],
  'cc-by-4.0': ['cc by 4'],
  'artistic-2.0': ['artistic 2'],
  unlicense: ['unlicense'],
  zlib: ['zlib'],
  wtfpl: ['wtfpl', 'wtfpl 2'],
  apache: ['apache', 'apache software'],
  bsd: ['bsd'],
  gpl: ['gpl', 'gnu gpl', 'gnu general public'],
  lgpl: ['lgpl', 'gnu lgpl', 'gnu lesser general public'],
  agpl: ['agpl', 'gnu agpl', 'gnu affero general public'],
  mpl: ['mpl', 'mozilla public'],
};
const gnu: { readonly [id: string]: { readonly names: readonly string[]; readonly versions: readonly string[] } } = {
  gpl: { names: ['gpl', 'gnu gpl', 'gnu general public', 'general public'], versions: ['1', '2', '3'] },
  lgpl: { names: ['lgpl', 'gnu lgpl', 'gnu lesser general public', 'lesser general public', 'gnu library general public'], versions: ['2', '2.1', '3'] },
  agpl: { names: ['agpl', 'gnu agpl', 'gnu affero general public', 'affero general public'], versions: ['1', '3'] },
};
const laterVersions: readonly (readonly [written: string, id: string])[] = [['', ''], ['+', '+'], [' only', '-only'], [' or later', '-or-later'], [' or newer', '-or-later']];

function* gnuWritings(): Generator<readonly [string, string]> {
  for (const [id, { names, versions }] of Object.entries(gnu)) {
    for (const name of names) for (const version of versions) for (const [written, later] of laterVersions) yield [`${name} ${version}${written}`, `${id}-${version.includes('.') ? version : `${version}.0`}${later}`];
  }
}
const meant: ReadonlyMap<string, string> = new Map([...Object.entries(plainly).flatMap(([id, writings]) => writings.map((one) => [one, id] as const)), ...gnuWritings()]);

/** Longer ones are no licence's name. */
const mostCharacters = 100;

/** The words of a name that tell it from others: without case, punctuation, closed brackets, `the`, `license` and `version`, numbers by themselves and without `.0`. */
function wordsOf(text: string): string {
  return text.toLowerCase().replace(/\(([^()]*)\)/g, ' $1 ').replace(/[\s,/_-]+/g, ' ').replace(/\b(?:the|licen[cs]e|version) ?/g, '').replace(/([a-z]) ?v\.? ?(?=\d)/g, '$1 ').replace(/([a-z])(?=\d)/g, '$1 ').replace(/(\d)\.0(?![.\d])/g, '$1').trim();
}

/**
 * The SPDX id that a common writing of a licence means, in lower case and as old as it is written (`gpl-3.0`), or one of the words `familyKinds` knows; undefined for any other text, ids that mean
 * nothing but themselves included.
 */
export function licenceNamed(text: string): string | undefined {
  return text.length > mostCharacters ? undefined : meant.get(wordsOf(text));
}
