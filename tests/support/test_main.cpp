#define BOOST_TEST_MODULE arkki
#include <boost/test/unit_test.hpp>
