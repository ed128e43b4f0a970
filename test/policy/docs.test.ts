import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { limits } from '../../src/core/limits.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { maxWaiverDays, policyFile } from '../../src/policy/schema.js';
import { now } from './build.js';

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);

describe('the page on the policy', () => {
  test.each(examples.map((text) => [text]))('its example is valid:\n%s', (text) => {
    expect(parsePolicy(text, 'docs/policy.md', new Set(['network-access', 'known-vulnerability', 'policy-loosened', 'release-age', 'licence']), now)).toMatchObject({ ok: true });
  });
  test('has examples, and names every key and the limits', () => {
    expect(examples.length).toBe(7);
    for (const key of Object.keys(policyFile.shape)) expect(page).toContain(`\`${key}`);
    expect(page).toContain(limits.policyBytes.value.toLocaleString('en-US'));
    expect(page).toContain(`at most ${maxWaiverDays} days`);
  });
});
