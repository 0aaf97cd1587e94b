/**
 * Writes the argument lists of docs/resources/*.md from the props that the stacks really take, between the markers
 * `<!-- props: <file> <Interface> -->` and `<!-- /props -->`. A test fails while a page is behind.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
export const resourceDocsFolder = join(root, 'docs/resources');

export interface DocumentedProp {
  readonly name: string;
  readonly required: boolean;
  /** What the doc comment says, on one line, without tags. */
  readonly description: string;
  /** What stands behind `@default`. */
  readonly defaultValue: string | undefined;
}

const marker = /(<!-- props: (\S+) (\w+) -->\n)[\s\S]*?(<!-- \/props -->)/g;

/** The page with every list between its markers written anew. */
export async function withFreshArguments(page: string): Promise<string> {
  const lists = await Promise.all(
    [...page.matchAll(marker)].map(async ([, , file = '', name = '']) =>
      renderProps(await readProps(file, name)),
    ),
  );
  return page.replaceAll(marker, (_whole, open: string, _file, _name, close: string) => {
    return `${open}${lists.shift() ?? ''}${close}`;
  });
}

/** Members of an exported interface; `file` is relative to the repository. */
export async function readProps(file: string, name: string): Promise<DocumentedProp[]> {
  const text = await readFile(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (found === undefined || !ts.isInterfaceDeclaration(found))
    throw new Error(`${file} has no interface ${name}`);
  return found.members.filter(ts.isPropertySignature).map((member) => {
    const defaults = ts.getJSDocTags(member).find((tag) => tag.tagName.text === 'default');
    return {
      name: member.name.getText(source),
      required: member.questionToken === undefined,
      description: oneLine(commentOf(member)),
      defaultValue: defaults === undefined ? undefined : oneLine(ts.getTextOfJSDocComment(defaults.comment)),
    };
  });
}

function renderProps(props: readonly DocumentedProp[]): string {
  return props
    .map(({ name, required, description, defaultValue }) => {
      const parts = [
        `- \`${name}\` - (${required ? 'Required' : 'Optional'})`,
        ...(description === '' ? [] : [sentence(description)]),
        ...(defaultValue === undefined ? [] : [`Default: ${sentence(unquoted(defaultValue))}`]),
      ];
      return `${parts.join(' ')}\n`;
    })
    .join('');
}

function commentOf(node: ts.Node): string | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return ts.getTextOfJSDocComment(comment?.comment);
}

function oneLine(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim();
}

/** A default that is a string or number is code, any other is a sentence. */
function unquoted(text: string): string {
  const literal = /^'(.*)'$/.exec(text)?.[1] ?? /^(?:\d+|true|false)$/.exec(text)?.[0];
  return literal === undefined ? text : `\`${literal}\``;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

if (import.meta.main) {
  for (const name of await readdir(resourceDocsFolder)) {
    const path = join(resourceDocsFolder, name);
    const page = await readFile(path, 'utf8');
    const fresh = await withFreshArguments(page);
    if (fresh === page) continue;
    await writeFile(path, fresh);
    console.log(`docs/resources/${name}`);
  }
}
