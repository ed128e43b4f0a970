import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const instructions = dockerfile.split('\n').flatMap((line) => { const [, word, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? []; return word && rest ? [{ word, rest }] : []; });

describe('the image', () => {
  test('every base image is an exact Node 24', () => {
    const bases = instructions.filter((one) => one.word === 'FROM');
    expect(bases).toHaveLength(2);
    for (const { rest } of bases) expect(rest).toMatch(/^node:24\.\d+\.\d+-[a-z-]+(?:@sha256:[0-9a-f]{64})?(?: AS build)?$/);
  });

  test('runs as a named user, starts the service, and is told by SIGTERM', () => {
    expect(instructions.find((one) => one.word === 'USER')?.rest).toMatch(/^[a-z]+$/);
    expect(JSON.parse(instructions.at(-1)!.rest)).toEqual(['node', 'bin/mergewarden.js', 'serve']);
    expect(instructions.find((one) => one.word === 'STOPSIGNAL')?.rest).toBe('SIGTERM');
  });

  test('what it copies is there and is let through by .dockerignore', () => {
    const let_ = new Set(readFileSync('.dockerignore', 'utf8').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1)));
    for (const { rest } of instructions.filter((one) => one.word === 'COPY' && !one.rest.startsWith('--from'))) {
      for (const file of rest.split(' ').slice(0, -1)) {
        expect(existsSync(file)).toBe(true);
        expect(let_.has(file)).toBe(true);
      }
    }
  });

  test('compose runs it with a read-only root on a database that is ready', () => {
    const compose = parse(readFileSync('compose.yaml', 'utf8')) as { services: { mergewarden: { read_only: boolean; environment: Record<string, string>; depends_on: object; cap_drop: string[] }; database: { healthcheck: object } } };
    const { mergewarden, database } = compose.services;
    expect(mergewarden.read_only).toBe(true);
    expect(mergewarden.cap_drop).toEqual(['ALL']);
    expect(mergewarden.environment['DATABASE_URL']).toContain('@database:5432/');
    expect(mergewarden.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(database.healthcheck).toBeDefined();
  });
});
