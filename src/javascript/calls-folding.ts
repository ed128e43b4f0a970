import type { Evaluator } from './evaluate.js';
import { foldMethod, foldTexts } from './fold.js';
import type { Value, Values } from './values.js';
import { keysOf } from './values.js';

/** The arguments of a call, each evaluated when it is first asked for and no more than once. */
export interface Arguments {
  readonly count: number;
  /** True where some are spread: then it is not known which is which. */
  readonly spread: boolean;
  at(position: number): Values;
}

type Constant = string | number | undefined;

/** Computes what methods of constants give. */
export class Folding {
  constructor(private readonly on: Evaluator) {}

  /** What a method of a constant gives. Undefined: that is not known. */
  fold(value: Value, key: string, args: Arguments): Values | undefined {
    switch (value.kind) {
      case 'list': {
        const texts = key === 'join' || key === 'reverse' ? this.constantTexts(value) : undefined;
        return texts && this.folded(foldTexts(texts, key, this.constants(args)));
      }
      case 'text':
        if (value.open) return undefined;
        this.on.steps.take(1 + (value.text.length >> 6));
        return this.folded(foldMethod(value.text, key, this.constants(args)));
      case 'texts':
        this.on.steps.take(1 + (value.texts.length >> 3));
        return this.folded(foldTexts(value.texts, key, this.constants(args)));
      case 'number': return key === 'toString' ? this.on.table.text(value.number.toString(radix(this.constants(args)[0]))) : undefined;
      case 'name': case 'function': case 'class': case 'instance': case 'map': case 'object': case 'plain': case 'any': return undefined;
    }
  }

  /** The values of a result. */
  folded(result: string | number | readonly string[] | undefined): Values | undefined {
    if (result === undefined) return undefined;
    return typeof result === 'string' ? this.on.table.text(result) : typeof result === 'number' ? this.on.table.number(result) : this.on.table.texts(result);
  }

  /** The elements of an array of constants. */
  private constantTexts(value: Extract<Value, { kind: 'list' }>): string[] | undefined {
    const texts: string[] = [];
    for (const element of value.node.elements) {
      const values = element?.type === 'Literal' ? this.on.evaluate(element, value.scope) : this.on.read(this.on.members.partOf(value, String(texts.length)));
      const [only] = element ? keysOf(values) : [''];
      if (only === undefined) return undefined;
      texts.push(only);
    }
    return texts;
  }

  /** The arguments that are constants. */
  constants(args: Arguments): Constant[] {
    return Array.from({ length: args.count }, (_, at) => {
      const first = args.at(at).find((value) => (value.kind === 'text' && !value.open) || value.kind === 'number');
      return first?.kind === 'text' ? first.text : first?.kind === 'number' ? first.number : undefined;
    });
  }
}

function radix(value: Constant): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 2 && value <= 36 ? value : 10;
}
