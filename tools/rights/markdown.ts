import { loadContract, operationsOf } from '@wurao/api';
import { ROLES } from '@wurao/domain';

const PREFACE = `# Rights

Every call of the [contract](contract/openapi.yaml) and who may make it. Made of the contract by \`node tools/print-rights.ts --write\`;
\`adapters/api/tests/roles.test.ts\` makes each call in each role and without a key, and holds the answers against this table.

\`●\`: the role may knock. What it then finds is its own: a subscriber's one number (and its wards'), a merchant's commerce, a carrier's lines,
and what is another's answers 404 like what does not exist. Without \`●\` the answer is 403, and 401 without a key or a session. A session of the
console is such a key: the same table holds for it.
`;

/** The table as docs/rights.md holds it. */
export const rightsMarkdown = (): string => {
  const operations = operationsOf(loadContract());
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))];
  const columns = ['nobody', ...ROLES];
  const rowOf = ({ method, path, operation }: (typeof operations)[number]): string => {
    const may = operation['x-roles'];
    const marks = columns.map((role) => (may === 'anyone' || may.includes(role) ? '●' : ' '));
    return `| \`${method} ${path}\` | ${operation.summary} | ${operation.operationId} | ${marks.join(' | ')} |`;
  };
  const tableOf = (tag: string): string =>
    [
      `## ${tag}`,
      '',
      `| call | what | name | ${columns.join(' | ')} |`,
      `|---|---|---|${columns.map(() => '---').join('|')}|`,
      ...operations.filter(({ operation }) => operation.tags[0] === tag).map(rowOf),
    ].join('\n');
  return `${PREFACE}\n${tags.map(tableOf).join('\n\n')}\n`;
};
