/** Changes how markdown is rendered, for the whole site. */
export function configureMarkdown(md) {
  makeCodeFocusable(md);
}

/** A code block that scrolls has to be reachable by the keyboard. VitePress does so for fenced blocks; this is for indented ones. */
function makeCodeFocusable(md) {
  md.renderer.rules.code_block = (tokens, index) =>
    `<div class="language-text"><pre v-pre tabindex="0"><code>${md.utils.escapeHtml(tokens[index].content)}</code></pre></div>\n`;
}
