run: ; python3 start.py run
test: ; python3 start.py test
