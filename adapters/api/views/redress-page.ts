import { escapeHtml } from '@wurao/domain';

const STYLE = 'body{font-family:sans-serif;line-height:1.6;max-width:42rem;margin:2rem auto;padding:0 1rem}';

/** A line's own address as a link; what is neither https nor mailto is shown and not linked. */
const linkTo = (address: string): string => {
  const shown = escapeHtml(address.replace(/^mailto:/i, ''));
  return /^(https|mailto):/i.test(address) ? `<a href="${escapeHtml(address)}">${shown}</a>` : shown;
};

/**
 * What a refused caller reads: how to object. Neither who was called nor why it was refused stands here: the address travels
 * in a SIP header that others read, and the reason is the callee's own matter.
 */
export const redressPage = (reference: string, lineAddress: string | undefined): string => {
  const told = escapeHtml(reference);
  const body = `{"reference": "${told}", "statement": "…", "contact": "…"}`;
  const [zhLine, enLine] =
    lineAddress === undefined
      ? ['', '']
      : [
          `<p>也可以联系线路提供者：${linkTo(lineAddress)}。</p>`,
          `<p>Or turn to whoever runs the line: ${linkTo(lineAddress)}.</p>`,
        ];
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>申诉 · Appeal</title><style>${STYLE}</style></head><body>
<h1>申诉</h1>
<p>您的一次呼叫未被接通。此处不说明拨打给谁，也不说明原因。</p>
<p>如有异议，请向 <code>POST /v1/appeals</code> 提交 JSON，写明事由和联系方式：</p>
<pre>${body}</pre>
${zhLine}
<section lang="en"><h1>Appeal</h1>
<p>A call of yours was not put through. What happened is not told here: neither whom it was for, nor why.</p>
<p>To object, send JSON to <code>POST /v1/appeals</code>, with what you have to say and how you are reached:</p>
<pre>${body}</pre>
${enLine}
</section></body></html>
`;
};
