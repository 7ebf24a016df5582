# Connects to addresses of the cluster's network for those outside of it. A client on the unix socket
# sends a line "ADDRESS PORT", gets a line "ok" or "error REASON", and after "ok" what the other side
# sends, as the other side gets what it sends.
# With a port it is the other way round: what connects to that port of any address is handed over to
# the unix socket.
# Usage: dial.pl SOCKET [PORT]
use strict;
use warnings;
use Errno qw(EAGAIN EINPROGRESS EINTR);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket qw(:DEFAULT inet_pton IPPROTO_TCP TCP_NODELAY);

my $CHUNK = 65536;
my $LONGEST_REQUEST = 256;
$SIG{PIPE} = 'IGNORE';
$| = 1;

my ($socket, $port) = @ARGV;
my $listener = defined $port ? tcp_listener($port) : unix_listener($socket);
listen($listener, SOMAXCONN) or die "listen: $!\n";
nonblocking($listener);
print "dial ready\n";

my %connections;

while (1) {
    my ($reads, $writes) = ('', '');
    my $half_closed = 0;
    vec($reads, fileno($listener), 1) = 1;
    for my $connection (values %connections) {
        my ($client, $upstream) = @$connection{qw(client upstream)};
        if ($connection->{state} ne 'open') {
            vec($reads, fileno($client), 1) = 1;
            vec($writes, fileno($upstream), 1) = 1 if $upstream;
            next;
        }
        for my $way (@{ $connection->{ways} }) {
            if (length $way->{data}) {
                vec($writes, fileno($way->{to}), 1) = 1;
            }
            elsif (!$way->{ended}) {
                vec($reads, fileno($way->{from}), 1) = 1;
            }
        }
        $half_closed ||= $connection->{ways}[0]{ended};
    }
    my $ready = select($reads, $writes, undef, $half_closed ? 1 : undef);
    if ($ready < 0) {
        die "select: $!\n" unless $! == EINTR;
        next;
    }
    accept_all() if vec($reads, fileno($listener), 1);
    for my $connection (values %connections) {
        serve($connection, $reads, $writes) or delete $connections{ $connection->{id} };
    }
}

sub unix_listener {
    my ($path) = @_;
    socket(my $unix, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
    unlink $path;
    bind($unix, pack_sockaddr_un($path)) or die "bind $path: $!\n";
    return $unix;
}

sub tcp_listener {
    my ($number) = @_;
    socket(my $tcp, PF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
    setsockopt($tcp, SOL_SOCKET, SO_REUSEADDR, 1);
    bind($tcp, pack_sockaddr_in($number, INADDR_ANY)) or die "bind port $number: $!\n";
    return $tcp;
}

sub accept_all {
    while (accept(my $client, $listener)) {
        nonblocking($client);
        my $id = fileno($client);
        my $connection = { id => $id, client => $client, state => 'asked', request => '' };
        $connections{$id} = $connection if !defined $port || hand_over($connection);
    }
    return;
}

# A server that is not there or has too many waiting refuses at once. Returns false when it does.
sub hand_over {
    my ($connection) = @_;
    setsockopt($connection->{client}, IPPROTO_TCP, TCP_NODELAY, 1);
    socket($connection->{upstream}, PF_UNIX, SOCK_STREAM, 0) or return 0;
    nonblocking($connection->{upstream});
    connect($connection->{upstream}, pack_sockaddr_un($socket)) or return 0;
    join_ends($connection);
    return 1;
}

# Returns false when the connection is over.
sub serve {
    my ($connection, $reads, $writes) = @_;
    my $state = $connection->{state};
    if ($state eq 'open') {
        return pass_on($connection, $reads, $writes);
    }
    if (vec($reads, fileno($connection->{client}), 1)) {
        my $read = sysread($connection->{client}, my $data, $CHUNK);
        return $! == EAGAIN || $! == EINTR unless defined $read;
        return 0 if $read == 0 || $state eq 'connecting';
        $connection->{request} .= $data;
        return connect_upstream($connection) if $connection->{request} =~ /\n/;
        return 0 if length $connection->{request} > $LONGEST_REQUEST;
    }
    if ($state eq 'connecting' && vec($writes, fileno($connection->{upstream}), 1)) {
        my $error = unpack('i', getsockopt($connection->{upstream}, SOL_SOCKET, SO_ERROR));
        return $error ? refuse($connection, $error) : opened($connection);
    }
    return 1;
}

sub connect_upstream {
    my ($connection) = @_;
    my ($address, $port) = $connection->{request} =~ /\A(\S+) (\d+)\n\z/ or return 0;
    my $packed = inet_pton(AF_INET, $address);
    if (!defined $packed) {
        answer($connection, "error not an IPv4 address\n");
        return 0;
    }
    socket($connection->{upstream}, PF_INET, SOCK_STREAM, 0) or return refuse($connection, $!);
    nonblocking($connection->{upstream});
    setsockopt($connection->{upstream}, IPPROTO_TCP, TCP_NODELAY, 1);
    if (connect($connection->{upstream}, pack_sockaddr_in($port, $packed))) {
        return opened($connection);
    }
    return refuse($connection, $!) unless $! == EINPROGRESS;
    $connection->{state} = 'connecting';
    return 1;
}

sub refuse {
    my ($connection, $error) = @_;
    $! = $error;
    answer($connection, 'error ' . lc("$!") . "\n");
    return 0;
}

sub opened {
    my ($connection) = @_;
    join_ends($connection);
    return answer($connection, "ok\n");
}

sub join_ends {
    my ($connection) = @_;
    my ($client, $upstream) = @$connection{qw(client upstream)};
    $connection->{state} = 'open';
    $connection->{ways} = [
        { from => $client,   to => $upstream, data => '' },
        { from => $upstream, to => $client,   data => '' },
    ];
    return;
}

# An answer is far smaller than the buffer of a socket to which nothing has been written yet.
sub answer {
    my ($connection, $line) = @_;
    return defined syswrite($connection->{client}, $line);
}

sub pass_on {
    my ($connection, $reads, $writes) = @_;
    for my $way (@{ $connection->{ways} }) {
        if (!length $way->{data} && !$way->{ended} && vec($reads, fileno($way->{from}), 1)) {
            my $read = sysread($way->{from}, $way->{data}, $CHUNK);
            if (!defined $read) {
                return 0 unless $! == EAGAIN || $! == EINTR;
                $way->{data} = '';
            }
            elsif ($read == 0) {
                $way->{ended} = 1;
                shutdown($way->{to}, 1) or return 0;
            }
        }
        if (length $way->{data}) {
            my $written = syswrite($way->{to}, $way->{data});
            if (defined $written) {
                substr($way->{data}, 0, $written) = '';
            }
            else {
                return 0 unless $! == EAGAIN || $! == EINTR;
            }
        }
    }
    my ($out, $back) = @{ $connection->{ways} };
    return 0 if $out->{ended} && $back->{ended};
    return !$out->{ended} || defined send($connection->{client}, '', 0);
}

sub nonblocking {
    my ($socket) = @_;
    my $flags = fcntl($socket, F_GETFL, 0) or die "fcntl: $!\n";
    fcntl($socket, F_SETFL, $flags | O_NONBLOCK) or die "fcntl: $!\n";
    return;
}
