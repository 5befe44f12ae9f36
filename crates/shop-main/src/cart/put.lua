-- Sets one line of a cart, unless it would have too many products.
-- KEYS: cart. ARGV: product, line, most products, seconds to live.
local cart = KEYS[1]
local products = redis.call('HLEN', cart) - redis.call('HEXISTS', cart, 'ordered')
if redis.call('HEXISTS', cart, ARGV[1]) == 0 and products >= tonumber(ARGV[3]) then
  return 0
end
redis.call('HSET', cart, ARGV[1], ARGV[2])
redis.call('EXPIRE', cart, ARGV[4])
return 1
