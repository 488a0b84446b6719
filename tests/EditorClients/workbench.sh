#!/usr/bin/env bash
# The workbench test: a real VS Code (as code-server) in headless Chromium with the packaged extension. About three minutes once everything is installed;
# installing takes about four more, 320 MB of disk and the npm registry.
# Pictures of every step are left in artifacts/workbench. Needs Node 20, .NET 10 and, on the first run as root, Debian's packages.
#   NN_WORKBENCH  the folder that keeps code-server and playwright between runs (~/.cache/nn-workbench)
#   NN_VSIX       a packaged extension to test, instead of one that is made now
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
project="$(cd "$here/../.." && pwd)"
tools="${NN_WORKBENCH:-$HOME/.cache/nn-workbench}"
version=4.100.3
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_yes=true

say() { echo "workbench: $*"; }

install_packages() {
  local wanted=()
  command -v chromium > /dev/null || wanted+=(chromium)
  command -v rg > /dev/null || wanted+=(ripgrep)
  if [ ! -d "$tools/node_modules/code-server" ]; then
    command -v g++ > /dev/null || wanted+=(g++ make)
    command -v python3 > /dev/null || wanted+=(python3)
    [ -e /usr/include/gssapi/gssapi.h ] || wanted+=(libkrb5-dev)
  fi
  [ ${#wanted[@]} -eq 0 ] && return
  if [ "$(id -u)" != 0 ]; then
    say "these packages are missing, and only root can install them: ${wanted[*]}"
    exit 1
  fi
  say "installing ${wanted[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" > /dev/null
}

# The npm package of code-server downloads a search program as it installs; Debian's takes its place.
install_workbench() {
  [ -e "$tools/installed-$version" ] && return
  say "installing code-server $version into $tools"
  mkdir -p "$tools"
  cd "$tools"
  [ -e package.json ] || echo '{ "private": true }' > package.json
  npm install "code-server@$version" playwright-core@1.65.1 --ignore-scripts --loglevel=error
  local code=node_modules/code-server/lib/vscode
  (cd "$code" && npm install --omit=dev --ignore-scripts --loglevel=error)
  mkdir -p "$code/node_modules/@vscode/ripgrep/bin"
  ln -sf "$(command -v rg)" "$code/node_modules/@vscode/ripgrep/bin/rg"
  (cd "$code" && npm rebuild --loglevel=error)
  ln -sfn node_modules "$code/node_modules.asar"
  (cd "$code/extensions" && npm install --omit=dev --ignore-scripts --loglevel=error)
  npm rebuild argon2 --loglevel=error
  touch "installed-$version"
}

install_packages
install_workbench
vsix="${NN_VSIX:-$project/vscode-extension/out/nn.vsix}"
if [ -z "${NN_VSIX:-}" ]; then
  say "packaging the extension"
  cd "$project/vscode-extension"
  [ -d node_modules ] || npm ci --loglevel=error
  npm run --silent package
  say "looking at what the package holds"
  npm run --silent test:package
fi
cd "$project"
NN_WORKBENCH="$tools" NN_VSIX="$vsix" exec node "$here/workbench/drive.mjs"
