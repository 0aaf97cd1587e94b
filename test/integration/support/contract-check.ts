import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { listOperations, loadDocument, type OperationId } from '../../../api/contract.ts';

interface DocumentedResponse {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** What a server answered. */
export interface SeenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const documentId = 'https://privatelink.tray.test/openapi.json';

/**
 * Holds every answer against the document: is the status documented for the operation, does the body have the
 * documented type and shape. Remembers which answers were seen.
 */
export class ContractCheck {
  readonly document = loadDocument();
  readonly operations = listOperations(this.document);
  /** `createConnection 201` */
  readonly seen = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor() {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(this.document as object, documentId);
  }

  /** The operation of a request, if it is one. */
  operationOf(method: string, path: string): OperationId | undefined {
    const plain = path.split('?', 1)[0] ?? '';
    const asked = method === 'HEAD' ? 'GET' : method;
    // A fixed path wins over one with parameters.
    const matches = [...this.operations.values()].filter(
      (operation) => operation.method === asked && matcher(operation.path).test(plain),
    );
    return matches.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]?.id;
  }

  /** @throws when the answer is not what the document says. */
  check(answer: SeenAnswer): void {
    const type = answer.headers['content-type']?.split(';', 1)[0] ?? '';
    const operation = this.operationOf(answer.method, answer.path);
    const what = `${operation ?? `${answer.method} ${answer.path}`} ${answer.status}`;
    if (!operation) {
      if (answer.status >= 400) this.#validate(what, '#/components/schemas/Problem', answer.text);
      return;
    }
    const { method, path } = this.operations.get(operation) ?? { method: '', path: '' };
    const pointer = `#/paths/${escapePart(path)}/${method.toLowerCase()}/responses/${answer.status}`;
    const response = this.#resolve(pointer);
    if (!response) throw new Error(`${what} is not documented: ${answer.text}`);
    for (const name of Object.keys(response.found.headers ?? {})) {
      const optional = ['idempotency-replayed', 'retry-after', 'www-authenticate', 'etag'];
      if (answer.headers[name.toLowerCase()] === undefined && !optional.includes(name.toLowerCase())) {
        throw new Error(`${what} lacks the header ${name}`);
      }
    }
    this.seen.add(what);
    if (answer.method === 'HEAD') return;
    if (!response.found.content) {
      if (answer.text !== '') throw new Error(`${what} has a body where none is documented: ${answer.text}`);
      return;
    }
    if (!(type in response.found.content)) throw new Error(`${what} is ${type}, which is not documented`);
    if (type === 'text/plain') return;
    this.#validate(what, `${response.pointer}/content/${escapePart(type)}/schema`, answer.text);
  }

  #resolve(pointer: string): { pointer: string; found: DocumentedResponse } | undefined {
    let at: unknown = this.document;
    for (const part of pointer.slice(2).split('/')) {
      const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof at !== 'object' || at === null || !(name in at)) return undefined;
      at = (at as Record<string, unknown>)[name];
    }
    const found = at as DocumentedResponse;
    return found.$ref === undefined ? { pointer, found } : this.#resolve(found.$ref);
  }

  #validate(what: string, pointer: string, text: string): void {
    const validator = this.#validators.get(pointer) ?? this.#ajv.compile({ $ref: `${documentId}${pointer}` });
    this.#validators.set(pointer, validator);
    if (validator(JSON.parse(text))) return;
    throw new Error(`${what} is not as documented: ${this.#ajv.errorsText(validator.errors)}\n${text}`);
  }
}

function matcher(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

function escapePart(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
