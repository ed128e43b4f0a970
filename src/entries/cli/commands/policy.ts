import { checks } from '../../../checks/index.js';
import { apply, defaultValues, policyHash } from '../../../policy/merge.js';
import { parsePolicy } from '../../../policy/parse.js';
import { demandLines } from '../../../policy/demands.js';
import { ruleKeys, rulesOf, saysNothing } from '../../../policy/rules.js';
import { visible } from '../../../render/escape.js';
import { parseWords } from '../arguments.js';
import { readNamed } from '../files.js';
import { printJson, UsageError, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden policy check FILE [--json]

Says whether a policy file is valid, line by line, and what is then in force.

  --json             one JSON document on stdout

Example: mergewarden policy check .github/mergewarden.yml

Exit code: 0 valid, 1 not valid, 2 the file cannot be read, 64 wrong usage.`;

const options = { json: { type: 'boolean' } } as const;

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [0, 2]);
  if (words[0] !== 'check' || words.length !== 2) throw new UsageError('it wants "check FILE"');
  const name = words[1]!;
  const text = (await readNamed(io.cwd, name)).toString('utf8');
  const known = new Map(checks.map((check) => [check.id, check.default]));
  const parsed = parsePolicy(text, name, new Set(known.keys()), new Date().toISOString());
  if (!parsed.ok) {
    if (values.json === true) printJson(io, { schema: 1, valid: false, problems: parsed.problems });
    else for (const one of parsed.problems) io.out(`${visible(name, 300)}:${one.line}: ${one.code}${one.key === '' ? '' : ` at ${visible(one.key, 200)}`}: ${visible(one.detail, 300)}\n`);
    return 1;
  }
  const inForce = apply(defaultValues(known), parsed.settings);
  if (values.json === true) {
    printJson(io, { schema: 1, valid: true, hash: policyHash(inForce), inForce });
    return 0;
  }
  const rules = rulesOf(inForce);
  const said = ruleKeys.filter((key) => !saysNothing(key, rules[key])).flatMap((key) => (key === 'provenance.require' ? demandLines(rules[key]) : [[rules[key]].flat().join(', ')]).map((text) => `${key} ${visible(text, 2_000)}`));
  const width = Math.max(...Object.keys(inForce.checks).map((id) => id.length));
  io.out([
    `${visible(name, 300)} is valid. In force, unless the organisation's policy is tighter:`, '', `mode ${inForce.mode}, ${inForce.waivers.length} waiver${inForce.waivers.length === 1 ? '' : 's'}, hash ${policyHash(inForce)}`, ...said, '',
    `${'check'.padEnd(width)}  mode   blocks from  when it cannot check`,
    ...Object.entries(inForce.checks).map(([id, check]) => `${id.padEnd(width)}  ${check.mode.padEnd(5)}  ${check.threshold.padEnd(11)}  ${check.failMode}`), '',
  ].join('\n'));
  return 0;
}

export const policyCommand: Command = { name: 'policy', summary: 'check a policy file', usage, options: Object.keys(options), run };
