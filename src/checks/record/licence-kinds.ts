import { isListedException } from '../../core/licence-exceptions.js';
import type { LicenceTree } from '../../core/licence-expression.js';
import { withoutException } from '../../core/licence-ids.js';

/** How much a licence asks, from nothing but to be named, to everything. */
export const licenceKinds = ['permissive', 'weak', 'copyleft', 'restricted', 'none'] as const;
export type LicenceKind = (typeof licenceKinds)[number];

const words = (text: string): readonly string[] => text.split(/\s+/).filter((one) => one !== '');

/**
 * SPDX ids by kind, in lower case, those that packages of the registry have: after the lists of the Open Source Initiative (permissive, weak and strong copyleft) and of source-available licences that are
 * on neither it nor the Free Software Foundation's (`restricted`: no competing, no commercial use, no production). What is not here is of no known kind.
 */
const table: { readonly [kind in Exclude<LicenceKind, 'none'>]: readonly string[] } = {
  permissive: words(`0bsd afl-2.0 afl-2.1 afl-3.0 apache-1.1 apache-2.0 artistic-2.0 blessing blueoak-1.0.0 bsd-1-clause bsd-2-clause bsd-2-clause-freebsd bsd-2-clause-patent bsd-2-clause-views bsd-3-clause bsd-3-clause-clear
    bsd-4-clause bsd-source-code bsl-1.0 cc-by-3.0 cc-by-4.0 cc0-1.0 curl dsdp ecl-2.0 fsfap ftl hpnd icu ijg isc json libpng libpng-2.0 mit mit-0 mit-advertising mit-cmu mit-modern-variant mitnfa ms-pl mulanpsl-2.0
    naist-2003 ncsa ntp ofl-1.1 openssl php-3.01 pddl-1.0 postgresql psf-2.0 python-2.0 python-2.0.1 ruby sgi-b-2.0 smlnj tcl unicode-3.0 unicode-dfs-2015 unicode-dfs-2016 unlicense upl-1.0 vim w3c w3c-20150513 wtfpl x11 xfree86-1.1
    zend-2.0 zlib zlib-acknowledgement zpl-2.1`),
  weak: words(`apsl-2.0 artistic-1.0 artistic-1.0-perl cc-by-sa-3.0 cc-by-sa-4.0 cddl-1.0 cddl-1.1 cecill-c cpl-1.0 epl-1.0 epl-2.0 erlpl-1.1 eupl-1.1 eupl-1.2 ipl-1.0 lgpl-2.0-only lgpl-2.0-or-later lgpl-2.1-only lgpl-2.1-or-later
    lgpl-3.0-only lgpl-3.0-or-later lppl-1.3c ms-rl mpl-1.0 mpl-1.1 mpl-2.0 mpl-2.0-no-copyleft-exception spl-1.0`),
  copyleft: words(`agpl-1.0-only agpl-1.0-or-later agpl-3.0-only agpl-3.0-or-later cecill-2.0 cecill-2.1 gfdl-1.1-only gfdl-1.1-or-later gfdl-1.2-only gfdl-1.2-or-later gfdl-1.3-only gfdl-1.3-or-later gpl-1.0-only gpl-1.0-or-later gpl-2.0-only
    gpl-2.0-or-later gpl-3.0-only gpl-3.0-or-later osl-1.0 osl-2.1 osl-3.0 qpl-1.0 rpl-1.5 sleepycat`),
  restricted: words(`busl-1.1 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-3.0 cc-by-nd-4.0 elastic-2.0 fsl-1.1-alv2 fsl-1.1-mit hippocratic-2.1 parity-7.0.0
    polyform-noncommercial-1.0.0 polyform-small-business-1.0.0 prosperity-3.0.0 sspl-1.0`),
};
/** Words for one of several licences, all of one kind: how much is asked is known, and not by which. */
const familyKinds: ReadonlyMap<string, LicenceKind> = new Map([['apache', 'permissive'], ['bsd', 'permissive'], ['gpl', 'copyleft'], ['lgpl', 'weak'], ['agpl', 'copyleft'], ['mpl', 'weak']]);
const kinds: ReadonlyMap<string, LicenceKind> = new Map([...familyKinds, ['unlicensed', 'none'] as const, ...licenceKinds.flatMap((kind) => (kind === 'none' ? [] : table[kind].map((id) => [id, kind] as const)))]);
const rank = (kind: LicenceKind): number => licenceKinds.indexOf(kind);

/** Whether an id is one known licence. */
export function isKnownLicence(id: string): boolean {
  return kindOfId(id) !== undefined && !familyKinds.has(withoutException(id)[0]);
}

/** The kind of one id; undefined for one that nobody knows here, and with an exception that nobody does. An exception adds permissions to a strong copyleft, so that it reaches less far. */
function kindOfId(id: string): LicenceKind | undefined {
  const [licence, exception] = withoutException(id);
  if (exception !== undefined && !isListedException(exception)) return undefined;
  const kind = kinds.get(licence) ?? kinds.get(licence.replace(/\+$/, ''));
  return exception !== undefined && kind === 'copyleft' ? 'weak' : kind;
}

/** How much a licence asks at least: of alternatives the one that asks least, of several that all hold the one that asks most. Undefined where that hangs on one that nobody knows. */
export function kindOf(tree: LicenceTree): LicenceKind | undefined {
  if (tree.kind === 'id') return kindOfId(tree.id);
  const all = tree.of.map(kindOf);
  const known = all.filter((kind) => kind !== undefined).toSorted((a, b) => rank(a) - rank(b));
  if (tree.kind === 'any') return known[0] === 'permissive' || known.length === all.length ? known[0] : undefined;
  return known.length === all.length || known.at(-1) === 'none' ? known.at(-1) : undefined;
}

/** Whether one kind asks more than another. */
export function asksMore(kind: LicenceKind, than: LicenceKind): boolean {
  return rank(kind) > rank(than);
}
