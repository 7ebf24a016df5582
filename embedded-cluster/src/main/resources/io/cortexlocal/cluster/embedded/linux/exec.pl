# Runs a further program in a container. Standard input gives the number of its environment's
# entries, these, then the program and its arguments, each ended by a NUL. Ends as the program does,
# and kills the program's process group when its own parent ends.
# Usage: exec.pl ARCHITECTURE PID UID GID CAPABILITIES FILTER DIRECTORY
#   PID           the container's first process
#   CAPABILITIES  a mask of those that may be kept, or "all"
#   FILTER        a file with the seccomp filter, or nothing
use strict;
use warnings;

my ($architecture, $pid, $uid, $gid, $capabilities, $filter, $directory) = @ARGV;

my %numbers = (
    amd64   => { setns => 308, prctl => 157, capset => 126, setresuid => 117, setresgid => 119, setgroups => 116, keyctl => 250 },
    aarch64 => { setns => 268, prctl => 167, capset => 91,  setresuid => 147, setresgid => 149, setgroups => 159, keyctl => 219 },
);
my $number = $numbers{$architecture} or die "no system calls known for $architecture\n";

my ($PR_SET_SECCOMP, $SECCOMP_MODE_FILTER, $JOIN_SESSION_KEYRING) = (22, 2, 1);
my ($PR_SET_PDEATHSIG, $PR_CAPBSET_DROP, $PR_SET_NO_NEW_PRIVS, $PR_CAP_AMBIENT) = (1, 24, 38, 47);
my ($PR_CAP_AMBIENT_CLEAR_ALL, $LAST_CAPABILITY, $SIGTERM) = (4, 63, 15);

my $child;
$SIG{TERM} = sub { kill 'KILL', -$child if $child; exit 137 };
call('prctl', $PR_SET_PDEATHSIG, $SIGTERM, 0, 0, 0);

my @input = do { local $/ = undef; split /\0/, <STDIN>, -1 };
pop @input;
my @environment = splice @input, 0, 1 + $input[0];
shift @environment;

my $rules = length $filter ? contents($filter) : '';
syscall($number->{keyctl}, $JOIN_SESSION_KEYRING, 0);

# The user namespace last: it gives power over itself alone, and the others belong to one above it.
my @namespaces = grep { readlink("/proc/self/ns/$_") ne readlink("/proc/$pid/ns/$_") } qw(uts pid mnt user);
my @open = map { open my $file, '<', "/proc/$pid/ns/$_" or die "the container has ended\n"; $file } @namespaces;

# Not allowed, and nothing to drop that the container does not have too, in a user's own namespace.
syscall($number->{setgroups}, 0, 0);
call('setns', fileno($_), 0) for @open;

$child = fork // die "fork: $!\n";
if ($child == 0) {
    $SIG{TERM} = 'DEFAULT';
    setpgrp(0, 0);
    open STDIN, '<', '/dev/null' or die "/dev/null: $!\n";
    chdir $directory or die "chdir to $directory: $!\n";
    drop_privileges();
    %ENV = map { split /=/, $_, 2 } @environment;
    no warnings 'exec';
    exec { $input[0] } @input;
    print STDERR "exec $input[0]: ", lc("$!"), "\n";
    exit 126;
}
waitpid($child, 0);
exit($? & 127 ? 128 + ($? & 127) : $? >> 8);

sub drop_privileges {
    my $all = $capabilities eq 'all';
    if (!$all) {
        for my $capability (0 .. $LAST_CAPABILITY) {
            next if $capabilities >> $capability & 1;
            syscall($number->{prctl}, $PR_CAPBSET_DROP, $capability, 0, 0, 0);
        }
    }
    call('setresgid', $gid + 0, $gid + 0, $gid + 0);
    call('setresuid', $uid + 0, $uid + 0, $uid + 0);
    call('prctl', $PR_CAP_AMBIENT, $PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (!$all) {
        my ($low, $high) = ($capabilities & 0xffffffff, $capabilities >> 32);
        my $header = pack 'Li', 0x20080522, 0;
        my $data = pack 'L6', $low, $low, 0, $high, $high, 0;
        call('capset', $header, $data);
    }
    call('prctl', $PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (length $rules) {
        my $program = pack 'S x![J] P', length($rules) / 8, $rules;
        call('prctl', $PR_SET_SECCOMP, $SECCOMP_MODE_FILTER, $program, 0, 0);
    }
    return;
}

sub contents {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!\n";
    local $/ = undef;
    return scalar <$file>;
}

sub call {
    my ($name, @arguments) = @_;
    syscall($number->{$name}, @arguments) == 0 or die "$name: $!\n";
    return;
}
