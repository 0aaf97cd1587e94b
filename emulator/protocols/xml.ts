import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { AwsError } from '../core/aws-error.ts';
import { isTree, type Tree } from '../core/input.ts';
import { type Output, type OutputValue, Repeated } from '../core/output.ts';

type XmlNode = string | XmlNode[] | { [name: string]: XmlNode };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});
// Go clients write quotes as numeric references (`&#34;`), which the parser reads only with `htmlEntities`.
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  htmlEntities: true,
});

/**
 * One XML document. `listItem` is the element that wraps each item of a list; without it lists are repeated elements
 * that carry the name of their field.
 */
export function buildXml(
  root: string,
  content: Output,
  options: { listItem?: string; xmlns?: string | undefined } = {},
): string {
  const body = toStructure(content, options.listItem);
  const attributes: { [name: string]: XmlNode } =
    options.xmlns === undefined ? {} : { '@xmlns': options.xmlns };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { ...attributes, ...body } })}`;
}

/** The content of the document's root element. */
export function parseXml(text: string): Tree {
  // The parser guesses where it meets nonsense; the validator says so.
  const verdict = text.trim() === '' ? undefined : XMLValidator.validate(text);
  if (verdict !== true) throw malformed(verdict === undefined ? 'the body is empty' : verdict.err.msg);
  let document: unknown;
  try {
    document = parser.parse(text);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'the body cannot be read');
  }
  const root = isTree(document)
    ? Object.entries(document).find(([name]) => !name.startsWith('?'))
    : undefined;
  if (root === undefined) throw malformed('the body has no root element');
  return isTree(root[1]) ? root[1] : {};
}

function malformed(why: string): AwsError {
  return new AwsError('MalformedInput', `The XML of the request is not well-formed: ${why}`);
}

function toStructure(output: Output, listItem: string | undefined): { [name: string]: XmlNode } {
  const structure: { [name: string]: XmlNode } = {};
  for (const [name, value] of Object.entries(output)) {
    if (value === undefined || value === null) continue;
    structure[name] = toNode(value, listItem);
  }
  return structure;
}

function toNode(value: Exclude<OutputValue, null | undefined>, listItem: string | undefined): XmlNode {
  if (value instanceof Repeated) return value.items.filter(isPresent).map((item) => toNode(item, listItem));
  if (value instanceof Date) return value.toISOString();
  if (isList(value)) {
    const items = value.filter(isPresent).map((item) => toNode(item, listItem));
    if (listItem === undefined) return items;
    return items.length === 0 ? '' : { [listItem]: items };
  }
  if (typeof value === 'object') return toStructure(value, listItem);
  return printable(String(value));
}

function isList(value: OutputValue): value is readonly OutputValue[] {
  return Array.isArray(value);
}

function isPresent(value: OutputValue): value is Exclude<OutputValue, null | undefined> {
  return value !== undefined && value !== null;
}

/** XML 1.0 has no way to write most control characters: a client's parser would fail on the whole answer. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}
