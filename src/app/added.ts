import { byCodePoint } from '../core/order.js';
import type { CodeDelta, CodeFlow, CodePlace, CodeProfile, InstallStep, PlacedSignal, StoodPlace } from '../packages/profile.types.js';
import type { Added, AddedBehaviour } from '../render/added.js';
import type { NewDependency } from './inspect-dependencies.js';

const capabilityWords = { 'dynamic-code': 'makes code of a text', 'process-spawn': 'starts a program', 'network-access': 'speaks to the network' } as const;
const sourceWords: { readonly [source in CodeFlow['source']]: string } = {
  environment: 'the environment', 'secret-variable': 'a secret variable', 'credential-file': 'a file that keeps credentials', key: 'key material', identity: 'who and where this machine is',
  download: 'what it downloads', decoded: 'what it decodes', 'package-data': 'a data file of its own', request: 'what a request to it brings', 'page-storage': 'the cookies or the storage of a page',
};
const sinkWords: { readonly [sink in CodeFlow['sink']]: string } = { network: 'sent over the network', exec: 'run as a program', eval: 'run as code', persistence: 'written where others will run it', operand: 'handed to a script that PowerShell runs' };
/** Hosts and credential names of one sort are told together: each by itself says little, and there may be hundreds. */
const joined: ReadonlySet<PlacedSignal['kind']> = new Set(['host', 'credentials']);

/**
 * What a version adds over a baseline, for people and programs: install steps, what the delta of the code names with the places where the old version
 * has it otherwise, dependencies, and what could not be read.
 * @param delta as it was worked out for the checks; undefined where the code could not be compared.
 */
export function addedOf(after: CodeProfile | undefined, before: CodeProfile | undefined, delta: CodeDelta | undefined, dependencies: readonly NewDependency[]): Added {
  return {
    installSteps: newSteps(after?.installSteps ?? [], before?.installSteps ?? []),
    behaviour: delta ? [...capabilities(delta), ...flows(delta), ...signals(delta)] : [],
    unread: (delta?.unread ?? []).map(({ path, code, trigger }) => ({ path, code, trigger })),
    undecided: delta?.undecided ?? false,
    dependencies,
  };
}

/** Steps that an installer runs for a package of a registry; the others are for whoever builds it from git. */
const atInstall: ReadonlySet<InstallStep['name']> = new Set(['preinstall', 'install', 'postinstall']);

function newSteps(after: readonly InstallStep[], before: readonly InstallStep[]): Added['installSteps'] {
  const key = ({ name, folder }: InstallStep): string => `${folder ?? ''}\0${name}`;
  const old = new Map(before.map((step) => [key(step), step]));
  return after.flatMap((step) => {
    if (!atInstall.has(step.name)) return [];
    const stood = old.get(key(step));
    if (stood && stood.command === step.command && stood.digest === step.digest) return [];
    const { name, command, implicit, files, folder } = step;
    return [{ name, command, implicit, files, ...(folder === undefined ? {} : { folder }), ...(stood ? { before: stood.command } : {}) }];
  });
}

const placeOf = ({ path, line, column, endLine, excerpt }: CodePlace): Pick<AddedBehaviour, 'path' | 'line' | 'column' | 'endLine' | 'excerpt'> => ({ path, line, column, endLine, excerpt });

/** Where the old version has the same at another time, else another of its sort. */
function stoodOf(stood: StoodPlace | undefined): Pick<AddedBehaviour, 'stood'> {
  return stood ? { stood: { how: stood.how, path: stood.path, line: stood.line, trigger: stood.trigger } } : {};
}

function capabilities(delta: CodeDelta): AddedBehaviour[] {
  return delta.capabilities.map(({ capability: one, places, stood }) => ({
    kind: 'capability', what: capabilityWords[one.kind], of: [one.api], trigger: one.trigger, ...placeOf(one), places, steps: [], hosts: [],
    ...stoodOf(stood),
  }));
}

function flows(delta: CodeDelta): AddedBehaviour[] {
  return delta.flows.map(({ flow: one, places, stood }) => ({
    kind: 'flow', what: `${sourceWords[one.source]}, ${sinkWords[one.sink]}`, of: [one.api], trigger: one.trigger, ...placeOf(one), places, steps: one.steps, hosts: one.hosts,
    ...stoodOf(stood),
  }));
}

function signals(delta: CodeDelta): AddedBehaviour[] {
  const groups = new Map<string, AddedBehaviour & { of: string[]; places: number }>();
  for (const { signal: one, places, stood } of delta.signals) {
    const group = joined.has(one.kind) ? `${one.kind} ${one.what} ${one.trigger}` : `${one.kind} ${one.what} ${one.trigger} ${one.path} ${one.line}`;
    const known = groups.get(group);
    if (known) {
      known.places += places;
      if (!known.of.includes(one.key)) known.of.push(one.key);
      continue;
    }
    groups.set(group, {
      kind: 'signal', what: `${one.kind} ${one.what}`, of: [one.key], trigger: one.trigger, ...placeOf(one), places, steps: [], hosts: [],
      ...stoodOf(stood),
    });
  }
  for (const group of groups.values()) group.of.sort(byCodePoint);
  return [...groups.values()];
}
