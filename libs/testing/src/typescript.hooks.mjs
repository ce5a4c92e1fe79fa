/** Lets plain Node load our TypeScript sources, with the aliases of tsconfig.json: Jest's own start does not transform ESM. */
import { transformFileSync } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../../../', import.meta.url);
const { config } = ts.readConfigFile(fileURLToPath(new URL('tsconfig.json', root)), (path) =>
  readFileSync(path, 'utf8'),
);

export async function resolve(specifier, context, next) {
  const alias = config.compilerOptions.paths[specifier]?.[0];
  if (alias) return next(new URL(alias, root).href, context);
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return next(source.href, context);
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const { code } = transformFileSync(fileURLToPath(url), { configFile: fileURLToPath(new URL('.swcrc', root)) });
  return { format: 'module', source: code, shortCircuit: true };
}
