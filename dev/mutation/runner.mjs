// A Stryker test runner that keeps the tests loaded and runs them in its own process: jest makes each of a thousand mutants cost a
// second before the first test begins. For pure code and synchronous tables that is all there is to lose.
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PluginKind, commonTokens, declareFactoryPlugin, tokens } from '@stryker-mutator/api/plugin';
import { TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';

const globals = new URL('globals.mjs', import.meta.url).href;
register(`data:text/javascript,${encodeURIComponent(`export const resolve = (name, context, next) => name === '@jest/globals' ? { url: ${JSON.stringify(globals)}, shortCircuit: true } : next(name, context);`)}`);

class InProcessRunner {
  static inject = tokens(commonTokens.options);
  constructor(options) {
    this.files = options.inProcess.tests;
    this.state = globalThis.__stryker__ ??= {};
  }
  // What was imported stays imported: Stryker starts another process for mutants of code that runs on import.
  capabilities() {
    return { reloadEnvironment: false };
  }
  async load() {
    if (this.tests) return;
    const { declared, inFile } = await import(globals);
    for (const file of this.files) {
      inFile(file);
      await import(pathToFileURL(path.resolve(file)).href);
    }
    this.tests = declared;
  }
  async run(tests, bail) {
    const results = [];
    for (const { id, name, body } of tests) {
      this.state.currentTestId = id;
      const from = performance.now();
      let error;
      try {
        await body();
      } catch (thrown) {
        error = thrown;
      }
      const own = { id, name, timeSpentMs: performance.now() - from };
      results.push(error === undefined ? { ...own, status: TestStatus.Success } : { ...own, status: TestStatus.Failed, failureMessage: String(error?.message ?? error) });
      const limit = determineHitLimitReached(this.state.hitCount, this.state.hitLimit);
      if (limit) return limit;
      if (error !== undefined && bail) break;
    }
    this.state.currentTestId = undefined;
    return { status: 'complete', tests: results };
  }
  async dryRun() {
    this.state.activeMutant = undefined;
    await this.load();
    const result = await this.run(this.tests, false);
    return { ...result, mutantCoverage: this.state.mutantCoverage };
  }
  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit, disableBail }) {
    if (mutantActivation === 'static') this.state.activeMutant = activeMutant.id;
    try {
      await this.load();
    } catch (error) {
      // A mutant that cannot even be imported was noticed.
      return toMutantRunResult({ status: 'complete', tests: [{ id: 'import', name: 'import', timeSpentMs: 0, status: TestStatus.Failed, failureMessage: String(error) }] });
    }
    Object.assign(this.state, { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    const wanted = testFilter && new Set(testFilter);
    const result = await this.run(wanted ? this.tests.filter((one) => wanted.has(one.id)) : this.tests, !disableBail);
    this.state.activeMutant = undefined;
    return toMutantRunResult(result);
  }
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', Object.assign((injector) => injector.injectClass(InProcessRunner), { inject: tokens(commonTokens.injector) }))];
/** The option of this runner, so that Stryker does not warn of it. */
export const strykerValidationSchema = { type: 'object', properties: { inProcess: { type: 'object', properties: { tests: { type: 'array', items: { type: 'string' } } } } } };
