-- Neovim's own client and the real server. Started headless with the variables NN_SERVER (a command, one argument a line), NN_FOLDER (where the scripts
-- lie) and NN_RESULT (a file that takes what was seen, as JSON); the test that starts it judges that.
local folder = os.getenv('NN_FOLDER')
local patience = 30000
local seen = {}

local function fail(text)
  seen.failure = text
end

local function wait_for(what, condition)
  if not vim.wait(patience, condition, 50) then
    error('waited in vain for ' .. what)
  end
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

local client_id = vim.lsp.start_client({
  name = 'nn',
  cmd = vim.split(os.getenv('NN_SERVER'), '\n'),
  root_dir = folder,
  workspace_folders = { { uri = vim.uri_from_fname(folder), name = 'test' } },
})

local function open(name)
  vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/' .. name))
  local buffer = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_option(buffer, 'filetype', 'nn')
  vim.lsp.buf_attach_client(buffer, client_id)
  wait_for('the client', function()
    local client = vim.lsp.get_client_by_id(client_id)
    return client ~= nil and client.initialized == true
  end)
  return buffer
end

-- Puts the cursor on the n-th occurrence of a text.
local function go_to(part, occurrence)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  for i = 1, occurrence or 1 do
    vim.fn.search('\\V' .. part, i == 1 and 'cW' or 'W')
  end
end

local function request(buffer, method, params)
  local answers, problem = vim.lsp.buf_request_sync(buffer, method, params, patience)
  if answers == nil then
    error(method .. ': ' .. tostring(problem))
  end
  local answer = answers[client_id]
  if answer == nil or answer.error ~= nil then
    error(method .. ': ' .. vim.inspect(answer and answer.error))
  end
  return answer.result
end

local function look()
  local broken = open('broken.nn')
  wait_for('diagnostics', function()
    return #vim.diagnostic.get(broken) > 0
  end)
  seen.diagnostics = vim.tbl_map(function(d)
    return { code = d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code), line = d.lnum, column = d.col, message = d.message }
  end, vim.diagnostic.get(broken))

  -- The mistake mended by typing: characters of several units stand above it.
  go_to('q @ k')
  local row = vim.api.nvim_win_get_cursor(0)[1]
  vim.api.nvim_buf_set_text(broken, row - 1, 7, row - 1, 7, { '.T' })
  wait_for('the end of the mistake', function()
    return #vim.diagnostic.get(broken) == 0
  end)
  seen.mended = text_of(broken)

  go_to('y = scores')
  local hover = request(broken, 'textDocument/hover', vim.lsp.util.make_position_params(0, 'utf-16'))
  seen.hover = table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), '\n')

  local complete = open('complete.nn')
  go_to('rel')
  vim.cmd('normal! $')
  local position = vim.lsp.util.make_position_params(0, 'utf-16')
  position.position.character = position.position.character + 1
  local completion = request(complete, 'textDocument/completion', position)
  seen.completion = vim.tbl_map(function(item)
    return item.label
  end, completion.items or completion)

  local rename = open('rename.nn')
  go_to('twice', 2)
  vim.lsp.buf.rename('double')
  wait_for('the new name', function()
    return text_of(rename):find('double') ~= nil
  end)
  seen.renamed = text_of(rename)

  local untidy = open('untidy.nn')
  vim.lsp.buf.formatting_sync({ tabSize = 2, insertSpaces = true }, patience)
  seen.formatted = text_of(untidy)
end

local ok, problem = pcall(look)
if not ok then
  fail(tostring(problem))
end
vim.lsp.stop_client(client_id)
seen.stopped = vim.wait(patience, function()
  return vim.lsp.get_client_by_id(client_id) == nil or vim.lsp.get_client_by_id(client_id).is_stopped()
end, 50)

local file = io.open(os.getenv('NN_RESULT'), 'w')
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
