import { randomOf } from './random.js';

type Random = ReturnType<typeof randomOf>;

/** What readers differ about, or choke on. Targets are at hosts that do not exist. */
const tokens = [
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', '""', '"', '\'', '\\', '\u0000', '\u2028', '\uFEFF', '\uD800', '\r', '\n', '\t', '{', '}', '[', ']', '{}', '[]', ':', ': ', ',', '|', '>', '&a', '*a', '!!js/function', '<<', '? ', '- ', '# ', '---\n', '...\n', '%YAML 1.1\n',
  '<<<<<<< ours\n', '=======\n', '>>>>>>> theirs\n', '0x10', '1e999', '-0', 'NaN', 'null', 'true', '~', '9007199254740993', 'lockfileVersion', 'packages', 'importers', 'snapshots', 'workspaces', '__metadata', 'integrity', 'checksum', 'resolution', 'sha512-AAAA', 'sha1-AAAA sha512-AAAA',
  '../', '..\\', '/etc', 'file:../../x', 'link:..', 'workspace:.', 'npm:left@1', 'git+ssh://git.example/x#main', 'https://cdn.example.invalid/x.tgz', '@', '@/', '@a/b@', '(', ')', '()', '(a@1)(b@2)', '/node_modules/', 'node_modules/node_modules/x', 'İ', 'ﬁ', '\u202e', '😀', 'a'.repeat(5000),
];

const operators: readonly ((text: string, random: Random, other: string) => string)[] = [
  // One character becomes another.
  (text, { below }) => { const at = below(text.length); return text.slice(0, at) + String.fromCharCode(below(128)) + text.slice(at + 1); },
  // A piece goes.
  (text, { below }) => { const at = below(text.length); return text.slice(0, at) + text.slice(at + 1 + below(200)); },
  // A word comes in.
  (text, { below, pick }) => { const at = below(text.length); return text.slice(0, at) + pick(tokens) + text.slice(at); },
  // A word takes another's place.
  (text, { below, pick }) => { const words = [...text.slice(0, 20_000).matchAll(/[\w@./:-]+/g)]; if (words.length === 0) return text; const one = words[below(words.length)]!; return text.slice(0, one.index) + pick(tokens) + text.slice(one.index + one[0].length); },
  // Lines: one twice, one gone, two exchanged, one deeper, one less deep.
  (text, { below }) => lines(text, (all) => { const at = below(all.length); all.splice(at, 0, all[at]!); }),
  (text, { below }) => lines(text, (all) => { all.splice(below(all.length), 1 + below(5)); }),
  (text, { below }) => lines(text, (all) => { const [a, b] = [below(all.length), below(all.length)]; [all[a], all[b]] = [all[b]!, all[a]!]; }),
  (text, { below }) => lines(text, (all) => { const at = below(all.length); all[at] = `  ${all[at]!}`; }),
  (text, { below }) => lines(text, (all) => { const at = below(all.length); all[at] = all[at]!.replace(/^ {1,4}/, ''); }),
  // A piece of another file of the same tool.
  (text, { below }, other) => { const [at, from] = [below(text.length), below(other.length)]; return text.slice(0, at) + other.slice(from, from + below(2000)) + text.slice(at); },
  // One name becomes another one of the file, so that edges lead back, to themselves or nowhere.
  (text, { below }) => { const names = [...text.slice(0, 50_000).matchAll(/[\w.-]{3,40}@\^?\d[\w.-]*/g)].map((one) => one[0]); return names.length < 2 ? text : text.replaceAll(names[below(names.length)]!, names[below(names.length)]!); },
  // Cut off.
  (text, { below }) => text.slice(0, below(text.length)),
  // All line ends, a byte order mark, depth.
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => `\uFEFF${text}`,
  (text, { below, pick }) => { const at = below(text.length); const depth = 10 + below(3000); return text.slice(0, at) + pick(['{"a":', '[', '{a: ', '- '] as const).repeat(depth) + text.slice(at); },
];

function lines(text: string, edit: (all: string[]) => void): string {
  const all = text.split('\n');
  edit(all);
  return all.join('\n');
}

/** A text with one to four mutations, by a seed. `other` is another file of the same tool, of which pieces may come in. */
export function mutated(text: string, other: string, seed: number): string {
  const random = randomOf(seed);
  let now = text;
  for (let left = 1 + random.below(4); left > 0 && now.length > 0; left--) now = random.pick(operators)(now, random, other);
  return now;
}
