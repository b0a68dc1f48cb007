// The shape of code: lengths, forbidden syntax, what core may touch, what tests may leave out.
import ts from 'typescript-api';
import { FILE_LINES_MAX, FUNCTION_LINES_MAX, IMPURE_GLOBALS, MAY_BE_LONG, MAY_SKIP } from './house.ts';
import { type CodeFile, lineOf, type Rule, type Tree, type Violation, visit } from './tree.ts';

function each(tree: Tree, see: (file: CodeFile, node: ts.Node) => Omit<Violation, 'file' | 'line'> | undefined) {
  const found: Violation[] = [];
  for (const file of tree.code) {
    visit(file.syntax, (node) => {
      const seen = see(file, node);
      if (seen !== undefined) found.push({ file: file.path, line: lineOf(file, node), ...seen });
    });
  }
  return found;
}

const fileLength: Rule = {
  name: 'file-length',
  check: (tree) =>
    tree.code
      .filter((file) => !MAY_BE_LONG.some((pattern) => pattern.test(file.path)))
      .map((file) => ({ file, lines: file.text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > FILE_LINES_MAX)
      .map(({ file, lines }) => ({
        file: file.path,
        line: FILE_LINES_MAX + 1,
        wrong: `${lines} lines; a file has at most ${FILE_LINES_MAX}`,
        instead: 'Split it by noun or verb; generated files end in .generated.ts.',
      })),
};

/** `describe` only groups tests: its callback is a chapter, not a function that somebody must hold in the head. */
function isChapter(node: ts.Node): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && /^(describe|suite)\b/.test(call.expression.getText());
}

const functionLength: Rule = {
  name: 'function-length',
  check: (tree) =>
    each(tree, (file, node) => {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return undefined;
      if (file.isTest && isChapter(node)) return undefined;
      const last = file.syntax.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
      const lines = last - lineOf(file, node) + 1;
      if (lines <= FUNCTION_LINES_MAX) return undefined;
      const wrong = `a function of ${lines} lines; at most ${FUNCTION_LINES_MAX}`;
      return { wrong, instead: 'Name its parts and give each a function of its own.' };
    }),
};

const noAny: Rule = {
  name: 'no-any',
  check: (tree) =>
    each(tree, (_file, node) =>
      node.kind === ts.SyntaxKind.AnyKeyword
        ? { wrong: 'the type `any`', instead: 'Use `unknown` and narrow it, or say the type.' }
        : undefined,
    ),
};

const noEnum: Rule = {
  name: 'no-enum',
  check: (tree) =>
    each(tree, (_file, node) =>
      ts.isEnumDeclaration(node)
        ? { wrong: 'an `enum`', instead: 'Use a union of string literals, or a const object: Node strips types only.' }
        : undefined,
    ),
};

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(isDefaultKeyword) === true;
}

function isDefaultKeyword(modifier: ts.Modifier): boolean {
  return modifier.kind === ts.SyntaxKind.DefaultKeyword;
}

const noDefaultExport: Rule = {
  name: 'no-default-export',
  check: (tree) =>
    each(tree, (file, node) =>
      isDefaultExport(node) && !/\.config\.m?ts$/.test(file.path)
        ? { wrong: 'a default export', instead: 'Export it by name: one word for one thing, wherever it is imported.' }
        : undefined,
    ),
};

/** Names that the file declares itself: a parameter called `process` is not the process. */
function declaredNames(file: CodeFile): ReadonlySet<string> {
  const names = new Set<string>();
  visit(file.syntax, (node) => {
    const isDeclaration = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    const isNamed = ts.isFunctionDeclaration(node) || ts.isImportSpecifier(node);
    if ((isDeclaration || isNamed) && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}

function isNameOfMember(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return true;
  return (
    (ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isPropertyAssignment(parent)) && parent.name === node
  );
}

/** What a pure function cannot know by itself: the time, chance, the process. */
function impurityOf(node: ts.Node, own: ReadonlySet<string>): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = `${node.expression.getText()}.${node.name.text}`;
    return text === 'Date.now' || text === 'Math.random' ? text : undefined;
  }
  const isDate = (callee: ts.Expression) => ts.isIdentifier(callee) && callee.text === 'Date';
  if (ts.isNewExpression(node) && isDate(node.expression) && (node.arguments?.length ?? 0) === 0) return 'new Date()';
  if (ts.isCallExpression(node) && isDate(node.expression)) return 'Date()';
  if (!ts.isIdentifier(node) || isNameOfMember(node) || own.has(node.text)) return undefined;
  return IMPURE_GLOBALS.includes(node.text) ? node.text : undefined;
}

const corePurity: Rule = {
  name: 'core-purity',
  check: (tree) =>
    tree.code
      .filter((file) => file.home?.startsWith('core/') === true && !file.isTest)
      .flatMap((file) => {
        const own = declaredNames(file);
        return each({ ...tree, code: [file] }, (_file, node) => {
          const found = impurityOf(node, own);
          if (found === undefined) return undefined;
          const instead = 'Take the instant, the id or the effect as an argument; apps/server passes it in.';
          return { wrong: `core is pure, yet this uses ${found}`, instead };
        });
      }),
};

const LEAVES_OUT = ['only', 'skip', 'skipIf', 'runIf', 'todo', 'fails'];
const RUNNERS = ['describe', 'it', 'test', 'suite', 'bench'];

function leavesOut(node: ts.Node): string | undefined {
  if (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    /^(x|f)(it|describe|test)$/.test(node.expression.text)
  ) {
    return node.expression.text;
  }
  if (!ts.isPropertyAccessExpression(node) || !LEAVES_OUT.includes(node.name.text)) return undefined;
  const isRunner = RUNNERS.includes(node.getText().split(/[.(]/)[0]?.trim() ?? '');
  const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node;
  const isContext = isCalled && (node.name.text === 'skip' || node.name.text === 'only');
  return isRunner || isContext ? `.${node.name.text}` : undefined;
}

const noneLeftOut: Rule = {
  name: 'no-test-left-out',
  check: (tree) =>
    each(tree, (file, node) => {
      const isLab = file.home === 'lab/testkit';
      if ((!file.isTest && !isLab) || MAY_SKIP.some((pattern) => pattern.test(file.path))) return undefined;
      const word = leavesOut(node);
      if (word === undefined) return undefined;
      const instead = 'Run it, or delete it; where a peer may be absent, use skipUnless(peer) of @wurao/testkit.';
      return { wrong: `a test is left out by ${word}`, instead };
    }),
};

export const shapeRules: readonly Rule[] = [
  fileLength,
  functionLength,
  noAny,
  noEnum,
  noDefaultExport,
  corePurity,
  noneLeftOut,
];
