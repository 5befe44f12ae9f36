-- Takes what was ordered out of a cart, once per order: what the customer added meanwhile stays, and a
-- repeated checkout takes nothing more.
-- KEYS: cart. ARGV: order, seconds to live, then product and pieces, again and again.
local cart = KEYS[1]
if redis.call('HGET', cart, 'ordered') == ARGV[1] then
  return 0
end
for i = 3, #ARGV, 2 do
  local line = redis.call('HGET', cart, ARGV[i])
  if line then
    local quantity, price = string.match(line, '^(%d+) (.*)$')
    local left = (tonumber(quantity) or 0) - tonumber(ARGV[i + 1])
    if left > 0 then
      redis.call('HSET', cart, ARGV[i], string.format('%d %s', left, price))
    else
      redis.call('HDEL', cart, ARGV[i])
    end
  end
end
redis.call('HSET', cart, 'ordered', ARGV[1])
redis.call('EXPIRE', cart, ARGV[2])
return 1
