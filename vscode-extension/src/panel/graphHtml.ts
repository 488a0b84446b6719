/** A page that shows a drawing as a picture: whatever a script's names hold, nothing in it can run. */
export function graphHtml(title: string, svg: string): string {
  const picture = Buffer.from(svg, 'utf8').toString('base64');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">
<title>${escapeHtml(title)}</title>
</head>
<body>
<img alt="${escapeHtml(title)}" width="100%" src="data:image/svg+xml;base64,${picture}">
</body>
</html>`;
}

/** Text as markup that shows it. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
