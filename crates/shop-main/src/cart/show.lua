-- Notes the prices that the customer is shown now. A line that is gone meanwhile stays gone.
-- KEYS: cart. ARGV: product and price, again and again.
for i = 1, #ARGV, 2 do
  local line = redis.call('HGET', KEYS[1], ARGV[i])
  if line then
    local quantity = string.match(line, '^(%d+) ') or '1'
    redis.call('HSET', KEYS[1], ARGV[i], quantity .. ' ' .. ARGV[i + 1])
  end
end
return 1
