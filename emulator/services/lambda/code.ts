/** A function's zip: read from a call, held to Lambda's bounds, and unpacked for an invocation. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { unzipSync } from 'fflate';
import type { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import { invalidParameter } from './errors.ts';
import type { FunctionCode } from './state.ts';

const MAX_ZIP_BYTES = 50 * 1024 * 1024;
const MAX_UNZIPPED_BYTES = 250 * 1024 * 1024;
const MAX_FILES = 20_000;

/** `input` holds `ZipFile` itself. */
export function readCode(input: Input): FunctionCode {
  if (input.has('S3Bucket')) {
    throw invalidParameter(
      'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
    );
  }
  if (input.has('ImageUri'))
    throw invalidParameter('The emulator runs functions of the package type Zip alone');
  const text = input.string('ZipFile');
  if (text === undefined || text === '') throw invalidParameter('Please provide a source for function code.');
  const zip = Buffer.from(text, 'base64');
  if (zip.length > MAX_ZIP_BYTES) {
    throw invalidParameter(`Zipped size must be smaller than ${MAX_ZIP_BYTES} bytes`);
  }
  unzip(zip);
  return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
}

/** Writes the files below a folder that is there. */
export function unpack({ zip }: FunctionCode, folder: string): void {
  for (const [name, bytes] of Object.entries(unzip(zip))) {
    const path = join(folder, name);
    if (name.endsWith('/')) mkdirSync(path, { recursive: true });
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  }
}

function unzip(zip: Buffer): Record<string, Uint8Array> {
  let size = 0;
  let count = 0;
  const refused: AwsError[] = [];
  const refuse = (error: AwsError) => {
    refused.push(error);
    return false;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      // Asked before anything is unpacked, by the sizes that the directory of the zip gives.
      filter: ({ name, originalSize }) => {
        size += originalSize;
        count++;
        if (size > MAX_UNZIPPED_BYTES || count > MAX_FILES) {
          return refuse(invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`));
        }
        return (
          isWithin(name) || refuse(invalidParameter(`The zip has a file outside of its folder: ${name}`))
        );
      },
    });
  } catch {
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  const [first] = refused;
  if (first !== undefined) throw first;
  if (Object.keys(files).length === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  return files;
}

/** No absolute path, no way up, no path of another system, no NUL. */
function isWithin(name: string): boolean {
  const path = normalize(name);
  return !(
    /[\\\0]/.test(name) ||
    path.startsWith('/') ||
    path === '..' ||
    path.startsWith('../') ||
    name === ''
  );
}
