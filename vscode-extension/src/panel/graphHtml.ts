/** A page that shows a drawing as a picture: whatever a script's names hold, nothing in it can run. */
export function graphHtml(title: string, svg: string, nonce: string): string {
  const picture = Buffer.from(svg, 'utf8').toString('base64');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'nonce-${nonce}'">
<style nonce="${nonce}">body { margin: 0; background: white; } img { display: block; max-width: 100%; height: auto; margin: 0 auto; }</style>
<title>${escapeHtml(title)}</title>
</head>
<body>
<img alt="${escapeHtml(title)}" src="data:image/svg+xml;base64,${picture}">
</body>
</html>`;
}

/** Text as markup that shows it. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
