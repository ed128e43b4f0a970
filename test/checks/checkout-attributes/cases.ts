import type { FileAttribute } from '../../../src/core/attributes.js';
import type { CheckCase } from '../case.js';

const attribute = (text: string, effect: FileAttribute['effect'], path = 'yarn.lock', change: FileAttribute['change'] = 'added'): FileAttribute => ({ path, attribute: text, effect, source: '.gitattributes', line: 2, change });
const many = ['a', 'b', 'c', 'd', 'e'].map((folder) => attribute('filter=crypt', 'rewritten', `${folder}/package.json`));

export const cases: readonly CheckCase[] = [
  { name: 'a filter', given: { attributes: [attribute('filter=crypt', 'rewritten')] }, fires: [{ message: 'rewritten', severity: 'high', level: 'default', data: { attribute: 'filter=crypt', path: 'yarn.lock', more: '' } }] },
  { name: 'an encoding', given: { attributes: [attribute('working-tree-encoding=UTF-16', 'rewritten')] }, fires: [{ message: 'rewritten', severity: 'high', level: 'default' }] },
  { name: 'one line for many files is told once', given: { attributes: many }, fires: [{ message: 'rewritten', data: { path: 'a/package.json, b/package.json, c/package.json', more: ' and 2 more' } }] },
  { name: 'no diff', given: { attributes: [attribute('-diff', 'hidden')] }, fires: [{ message: 'hidden', severity: 'low', level: 'folded' }] },
  { name: 'generated', given: { attributes: [attribute('linguist-generated', 'hidden')] }, fires: [{ message: 'hidden', severity: 'low', level: 'folded' }] },
  { name: 'line ends', given: { attributes: [attribute('eol=crlf', 'line-ends')] }, fires: [{ message: 'line-ends', severity: 'low', level: 'folded' }] },
  { name: 'what stood', given: { attributes: [attribute('filter=crypt', 'rewritten', 'yarn.lock', 'standing'), attribute('-diff', 'hidden', 'yarn.lock', 'standing')] } },
  { name: 'nothing of it', given: {} },
];
